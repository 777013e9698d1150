# SPDX-License-Identifier: Apache-2.0
"""Everything that needs no image: tags, cleaned texts, the tokenizer, and what the language is learned from."""
from dataclasses import dataclass

import numpy as np

from . import tags, text
from .texts import Rows, encode, sampling_weights


@dataclass
class Writing:
    """Texts to learn the language from, each with the tags that prompt it."""
    rows: Rows
    tags: np.ndarray      # float32 [n, T] in {0, 1}
    weight: np.ndarray    # sampling probability [n]


@dataclass
class Reports:
    """The text side of a corpus."""
    names: list           # of the T tags
    target_of: dict       # uid -> float32 [T] in {0, 0.5 (uncertain), 1}
    train: list           # studies whose cleaned findings are not empty
    texts: list           # cleaned findings of `train`
    prompts: np.ndarray   # float32 [len(train), T]: targets whose labels are those the text itself states
    writing: Writing
    tokenizer: object
    val: list             # studies with findings


def text_side(settings, corpus, labeler):
    """Sets the vocabulary of `settings`: the tokenizer may find fewer pieces than asked for."""
    names = tags.tag_names(corpus.studies, labeler.rules["labels"])
    target_of = dict(zip([x.uid for x in corpus.studies], tags.tag_targets(corpus.studies, names, labeler)))
    targets = lambda studies: np.stack([target_of[x.uid] for x in studies])
    cleaned = {x.uid: text.clean_report(x.findings, labeler) for x in corpus.studies}
    train = [x for x in corpus.split("train", "extra") if cleaned[x.uid]]
    texts = [cleaned[x.uid] for x in train]
    written = [(t, x) for x in corpus.studies if x.split != "val" for t in (cleaned[x.uid], text.clean_report(x.impression, labeler)) if t]
    all_texts = [t for t, _ in written]
    tokenizer = text.train_tokenizer(all_texts, settings.vocabulary)
    settings.vocabulary = tokenizer.get_vocab_size()
    print(f"{len(train)} training reports, {len(names)} tags, {len(all_texts)} texts, vocabulary {settings.vocabulary}")
    prompts = as_written(targets([x for _, x in written]), all_texts, names, labeler)
    writing = Writing(encode(tokenizer, all_texts, labeler), (prompts >= 1).astype(np.float32), sampling_weights(prompts, all_texts))
    return Reports(names, target_of, train, texts, as_written(targets(train), texts, names, labeler), writing, tokenizer,
                   [x for x in corpus.split("val") if x.findings.strip()])


def as_written(targets, texts, names, labeler):
    """Targets [n, T] with the labels that the text itself states: a prompt asks for what is then written."""
    targets[:, :tags.LABELS] = [[row[k] == 1 for k in names[:tags.LABELS]] for row in map(labeler.labels, texts)]
    return targets
