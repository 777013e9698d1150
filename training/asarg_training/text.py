# SPDX-License-Identifier: Apache-2.0
"""Report text: de-identification holes, words about priors, and the BPE tokenizer."""
import re

from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

# Unambiguous holes ("xxxx" in the lower-cased text) and what stood there.
HOLES = [
    (r"(costophrenic|cardiophrenic) xxxx", r"\1 angles"),
    (r"(angles) blunting", r"angle blunting"),
    (r"lymph xxxx", "lymph nodes"),
    (r"sternotomy xxxx", "sternotomy wires"),
    (r"xxxx sternotomy", "median sternotomy"),
    (r"pulmonary xxxx (are|is|and|appear)", r"pulmonary vascularity \1"),
    (r"no xxxx (focal|acute|infiltrates?|consolidation|pleural|effusions?)", r"no \1"),
    (r"lung xxxx", "lung fields"),
    (r"no xxxx of", "no evidence of"),
    (r"the xxxx are clear", "the lungs are clear"),
    (r"^xxxx are clear", "lungs are clear"),
    (r"aortic xxxx( appear| is| are|$)", r"aortic arch\1"),
    (r"cardiac xxxx generator", "cardiac pulse generator"),
    (r"chest xxxx tip", "chest port tip"),
    (r"wedge xxxx deformity", "wedge compression deformity"),
    (r"most xxxx (represent|representing|represents|reflect)", r"most likely \1"),
    (r"visualized xxxx of", "visualized portions of"),
    (r"heart xxxx, mediastinum", "heart size, mediastinum"),
    (r"heart size xxxx within", "heart size is within"),
    (r"lungs have xxxx xxxx", "lungs are clear"),
    (r"osseous xxxx", "osseous structures"),
    (r"vertebral body xxxx", "vertebral body heights"),
    (r"nipple xxxx", "nipple shadow"),
]
# Holes that stood for a dispensable adjective or adverb in front of a finding word: the hole goes, the sentence stays.
FILLER = re.compile(r"\bxxxx (?=(?:xxxx )*(?:opacit|atelecta|densit|infiltrat|consolidat|effusion|nodul|scar|granuloma|calcifi|airspace|subsegmental|"
                    r"basilar|bibasilar|bibasal|left|right|bilateral|lung|lower|upper|middle|perihilar|interstitial|pleural|mild|minimal|small|patchy|streaky|"
                    r"linear|degenerative|deformit|fracture|cardiomegaly|edema|vascular|catheter|clips|tube|pacemaker|sternotomy|focal|prominen|elevation|"
                    r"blunting|thickening|spondylosis|osteophyt|spine|thoracic))")
LIKELY = [(r"\bxxxx (represent|reflect|be due|be related|be secondary|indicate)\b", r"may \1"),
          (r"\bxxxx (to represent|due to|related to|represents|representing|reflecting|secondary to)\b", r"likely \1"),
          (r"\bxxxx of (?=(?:left |right |basilar |bibasilar )*(?:lung )?atelectasis)", "areas of ")]
# In sentences that state a finding, "unchanged" at the end only says that it is there.
STILL_THERE = [(r"\b(?:is|appears) (?:stable|unchanged)(?: in (?:appearance|position|size))?$", "is present"),
               (r"\b(?:are|appear|remain) (?:stable|unchanged)(?: in (?:appearance|position|size))?$", "are present"),
               (r",? (?:but|and) (?:stable|unchanged)$", ""), (r",? (?:stable|unchanged|again noted|again seen)$", ""), (r"^in the interval, ", "")]
# Words about earlier films. Adjectives and phrases go; what still compares is cut clause by clause.
DROP_WORDS = [
    (r"\b(?:grossly |essentially |relatively )?(?:stable|unchanged|persistent|redemonstrated),? (?!$|in\b|from\b|since\b|to\b|when\b|and\b|with\b|as\b)", ""),
    (r"\b(?:stable|unchanged) and ", ""),
    (r"\band (?:stable|unchanged)\b", ""),
    (r"\b(?:redemonstration|reidentification) of ", ""),
    (r"\bagain (?=seen|noted|identified|demonstrated|visualized)", ""),
    (r"\b(is|are) again\b", r"\1"),
    (r"\bremains\b", "is"), (r"\bremain\b", "are"),
    (r"\b(?:was|were|is|are) previously (?=seen|noted|described|identified)", "is "),
    (r"\bpreviously (?:seen|noted|described|identified) ", ""),
    (r"\bno change in (?=the|mild|small|left|right)", "there is "),
    (r"\bthere (?:has|have) been (?:interval )?(?:development|placement) of\b", "there is"),
    (r"\binterval (?=development|placement|appearance)", ""),
    (r"\ban (?=[^aeiou\s])", "a "), (r"\ba (?=[aeio])", "an "),
]
PRIOR = re.compile(r"\b(?:stable|unchanged|interval|compar(?:ed|ison|ing|able)|prior|priors|previous\w*|redemonstrat\w+|again|"
                   r"since|no longer|resolved|resolution|improv\w+|worsen\w*|remov\w+|no change|not changed|change from|earlier|old films?)\b")
OTHER_VIEW = re.compile(r"\b(?:lateral (?:view|views|film|radiograph|projection|exam|examination|image)|views? of the chest|frontal and lateral)\b")
HOLE = re.compile(r"x{3,}")


def clean_report(text, labeler):
    """Report -> cleaned lower-case sentences joined by ". ".

    Holes are repaired where the missing word is certain or dispensable. A comma clause that still has a
    hole, a comparison or a view that the model does not get is dropped; so is the sentence if its first clause has.
    """
    text = re.sub(r"[^\x00-\x7f]", " ", text.lower())
    out = []
    for sentence in labeler.sentences(text):
        for pattern, value in HOLES:
            sentence = re.sub(pattern, value, sentence)
        stated = any(f["polarity"] == "present" for f in labeler.sentence_findings(sentence))
        for pattern, value in LIKELY + (STILL_THERE if stated else []):
            sentence = re.sub(pattern, value, sentence)
        sentence = FILLER.sub("", FILLER.sub("", sentence))
        for pattern, value in DROP_WORDS:
            sentence = re.sub(pattern, value, sentence)
        sentence = usable(re.sub(r"\s+", " ", sentence).strip(" ,:-"))
        if sentence == "cardiomegaly":
            sentence = "there is cardiomegaly"
        if sentence and sentence not in out:
            out.append(sentence)
    return ". ".join(out) + "." if out else ""


def usable(sentence):
    """The sentence without its spoilt clauses, or '' when nothing sound is left."""
    spoilt = lambda part: HOLE.search(part) or PRIOR.search(part) or OTHER_VIEW.search(part)
    if spoilt(sentence):
        parts = re.split(r",\s*", sentence)
        if len(parts) > 3 or spoilt(parts[0]):      # a list, or the main clause itself
            return ""
        sentence = ", ".join(p for p in parts if not spoilt(p))
    return sentence if len(sentence) >= 8 else ""


def train_tokenizer(texts, size):
    """ByteLevel BPE; ids 0..2 are <pad>, <s>, </s>."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=True)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(vocab_size=size, special_tokens=["<pad>", "<s>", "</s>"], show_progress=False,
                                  initial_alphabet=pre_tokenizers.ByteLevel.alphabet())
    tokenizer.train_from_iterator(texts, trainer)
    return tokenizer


def drop_repeats(text):
    """Removes sentences that repeat verbatim."""
    seen = []
    for sentence in (s.strip() for s in text.split(".")):
        if sentence and sentence not in seen:
            seen.append(sentence)
    return ". ".join(seen) + "." if seen else ""
