# SPDX-License-Identifier: Apache-2.0
"""CheXpert-lite labeler: an interpreter of `libs/grounding/rules/chexpert-lite.json`.

All knowledge is in the rules file; its `_algorithm` key numbers the steps that the
functions below implement. The TypeScript port follows the same steps.
"""
import json
import re
from pathlib import Path

RULES_PATH = Path(__file__).resolve().parents[2] / "libs" / "grounding" / "rules" / "chexpert-lite.json"


class Labeler:
    """Labels sentences and reports. `findings(text)` and `labels(text)` are the whole interface."""

    def __init__(self, rules_path=RULES_PATH):
        self.rules = json.loads(Path(rules_path).read_text(encoding="utf-8"))
        self._compiled = {}
        self._cache = {}

    # --- steps 1-3 -------------------------------------------------------
    def sentences(self, text):
        text = text.lower()
        for rule in self.rules["clean"]:
            text = self._re(rule["pattern"]).sub(lambda _: rule["replacement"], text)
        return [s.strip() for s in self._re(self.rules["sentenceSplit"]).split(text.strip()) if s.strip()]

    def _tokens(self, sentence):
        return [(m.group(0), m.start(), m.end()) for m in self._re(self.rules["token"]).finditer(sentence)]

    # --- public ----------------------------------------------------------
    def sentence_findings(self, sentence):
        """Findings of one cleaned sentence: list of {label, polarity, certainty, laterality} (step 10)."""
        if sentence in self._cache:
            return self._cache[sentence]
        tokens, found = self._tokens(sentence), []
        for label in self.rules["labels"]:
            for item in self._class_findings(label, self.rules["classes"].get(label), sentence, tokens):
                if item not in found:
                    found.append(item)
        self._cache[sentence] = found
        return found

    def findings(self, text):
        return [f for s in self.sentences(text) for f in self.sentence_findings(s)]

    def labels(self, text):
        """Report labels (steps 11-12): {label: 1 | -1 | 0 | None}."""
        sentences = self.sentences(text)
        out = {label: None for label in self.rules["labels"]}
        rank = {None: 0, 0: 1, -1: 2, 1: 3}
        for f in (f for s in sentences for f in self.sentence_findings(s)):
            value = 0 if f["polarity"] == "absent" else (1 if f["certainty"] == "certain" else -1)
            if rank[value] > rank[out[f["label"]]]:
                out[f["label"]] = value
        off = self.rules["noFinding"]
        abnormal = any(v in (1, -1) for k, v in out.items() if k not in off["ignore"])
        if sentences and not abnormal and not any(self._switched_off(s) for s in sentences):
            out["No Finding"] = 1
        return out

    # --- steps 4-9 -------------------------------------------------------
    def _class_findings(self, label, spec, sentence, tokens):
        if spec is None:
            return
        blocked = [m.span() for p in spec["unmentions"] for m in self._re(p).finditer(sentence)]
        for kind in ("mentions", "anchors"):
            for pattern in spec.get(kind, []):
                for m in self._re(pattern).finditer(sentence):
                    if any(m.start() < e and s < m.end() for s, e in blocked):
                        continue
                    span = self._span(tokens, m.start(), m.end())
                    if span is None:
                        continue
                    if kind == "mentions":
                        forced = any(self._re(p).search(m.group(0)) for p in spec.get("alwaysUncertain", []))
                        result = self._polarity(tokens, span, [], forced)
                    else:
                        result, span = self._anchored(spec, tokens, span)
                    if result is not None:
                        plain = label in self.rules["noLaterality"] or span is None
                        side = "unspecified" if plain else self._laterality(tokens, span)
                        yield {"label": label, "polarity": result[0], "certainty": result[1], "laterality": side}

    def _span(self, tokens, start, end):
        inside = [k for k, (_, s, e) in enumerate(tokens) if s < end and start < e]
        return (inside[0], inside[-1] + 1) if inside else None

    def _windows(self, tokens, span):
        """Step 5: the token texts before and after a span, cut at cut words."""
        size, cut = self.rules["window"], set(self.rules["cutWords"])
        before = [t for t, _, _ in tokens[max(0, span[0] - size["before"]):span[0]]]
        for k in range(len(before) - 1, -1, -1):
            if before[k] in cut:
                before = before[k + 1:]
                break
        after = []
        for t, _, _ in tokens[span[1]:span[1] + size["after"]]:
            if t in cut:
                break
            after.append(t)
        return before, after

    def _cue(self, cues, words, from_end):
        for cue in cues:
            n = min(cue.get("window", len(words)), len(words))
            text = " ".join((words[len(words) - n:] if from_end else words[:n]))
            for pseudo in self.rules["pseudo"]:
                text = self._re(pseudo).sub(" ", text)
            if self._re(cue["pattern"]).search(text):
                return True
        return False

    def _polarity(self, tokens, span, inside, forced):
        """Step 8."""
        before, after = self._windows(tokens, span)
        lead, r = before + inside, self.rules
        first = r["uncertainBeforeNegation"]
        if self._cue(first["before"], lead, True) or self._cue(first["after"], after, False):
            return "present", "uncertain"
        if self._cue(r["negation"]["before"], lead, True) or self._cue(r["negation"]["after"], after, False):
            return "absent", "certain"
        unsure = r["uncertainty"]
        if forced or self._cue(unsure["before"], lead, True) or self._cue(unsure["after"], after, False):
            return "present", "uncertain"
        return "present", "certain"

    def _status(self, spec, word):
        if any(self._re(p).search(word) for p in spec["normal"]):
            return "normal"
        return "positive" if any(self._re(p).search(word) for p in spec["positive"]) else None

    def _anchored(self, spec, tokens, span):
        """Step 7: anatomy that is a finding only with a status word. Returns (result, span) or (None, None)."""
        before, after = self._windows(tokens, span)
        at = None
        if before and self._status(spec, before[-1]):
            at = span[0] - 1
        if at is None:
            at = next((span[1] + k for k, w in enumerate(after) if self._status(spec, w)), None)
        if at is None:
            near = range(1, min(spec["anchorBefore"], len(before)) + 1)
            at = next((span[0] - k for k in near if self._status(spec, before[-k])), None)
        if at is None:
            return None, None
        if self._status(spec, tokens[at][0]) == "normal":
            return ("absent", "certain"), None
        inside = tokens[span[1]:at] if at >= span[1] else tokens[at + 1:span[0]]
        inside = [t for t, _, _ in inside]
        whole = (min(span[0], at), max(span[1], at + 1))
        if any(self._re(p).search(" ".join(inside)) for p in self.rules["insideNormal"]):
            return ("absent", "certain"), None
        return self._polarity(tokens, whole, inside, False), whole

    def _laterality(self, tokens, span):
        """Step 9."""
        words = self.rules["laterality"]
        side_of = lambda t: next((k for k in ("bilateral", "left", "right") if t in words[k]), None)
        before, after = self._windows(tokens, span)
        n = self.rules["lateralityWindow"]
        order = [(0, k) for k in range(span[0], span[1])]
        order += [(2 * d - 1, span[0] - d) for d in range(1, min(n, len(before)) + 1)]
        order += [(2 * d, span[1] + d - 1) for d in range(1, min(n, len(after)) + 1)]
        for _, k in sorted(order):
            side = side_of(tokens[k][0])
            if side is None:
                continue
            if side != "bilateral":
                for other, link in ((k - 2, k - 1), (k + 2, k + 1)):
                    if 0 <= other < len(tokens) and tokens[link][0] == "and":
                        if side_of(tokens[other][0]) not in (None, side, "bilateral"):
                            return "bilateral"
            return side
        return "unspecified"

    def _switched_off(self, sentence):
        """Step 12 for one sentence: is another abnormality present?"""
        tokens, spec = self._tokens(sentence), self.rules["noFinding"]
        for pattern in spec["switchOff"]:
            for m in self._re(pattern).finditer(sentence):
                span = self._span(tokens, m.start(), m.end())
                if span is None:
                    continue
                _, after = self._windows(tokens, span)
                if span[0] > 0 and any(self._re(p).search(tokens[span[0] - 1][0]) for p in spec["normalBefore"]):
                    continue
                if any(self._re(p).search(" ".join(after)) for p in spec["normalAfter"]):
                    continue
                if self._polarity(tokens, span, [], False)[0] == "present":
                    return True
        return False

    def _re(self, pattern):
        if pattern not in self._compiled:
            self._compiled[pattern] = re.compile(pattern, re.ASCII)
        return self._compiled[pattern]
