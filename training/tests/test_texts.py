# SPDX-License-Identifier: Apache-2.0
"""Which tokens weigh more, and the rows of a tag prompt."""
import sys
import unittest
from pathlib import Path

import torch

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from asarg_training.labeler import Labeler  # noqa: E402
from asarg_training.tag_prompt import TagPrompt  # noqa: E402
from asarg_training.text import train_tokenizer  # noqa: E402
from asarg_training.texts import BOS, EOS, FINDING_WEIGHT, encode, finding_characters  # noqa: E402

TEXT = "the lungs are clear. there is a small left pleural effusion. no pneumothorax."


class Texts(unittest.TestCase):
    def test_only_the_sentence_that_states_a_finding_is_marked(self):
        marked = finding_characters(TEXT, Labeler())
        sentence = "there is a small left pleural effusion."
        start = TEXT.index(sentence)
        self.assertEqual([bool(m) for m in marked], [start <= k < start + len(sentence) for k in range(len(TEXT))])

    def test_tokens_of_that_sentence_weigh_more(self):
        tokenizer = train_tokenizer([TEXT] * 3, 300)
        rows = encode(tokenizer, [TEXT], Labeler())
        ids, weights = rows.ids[0], rows.weights[0]
        self.assertEqual((ids[0], ids[-1], len(ids)), (BOS, EOS, len(weights)))
        heavy = tokenizer.decode([i for i, w in zip(ids, weights) if w == FINDING_WEIGHT]).strip()
        self.assertEqual(heavy, "there is a small left pleural effusion.")

    def test_padding_weighs_nothing(self):
        ids, weights = encode(train_tokenizer([TEXT] * 3, 300), [TEXT, "clear."], Labeler()).batch([0, 1])
        self.assertEqual(ids.shape, weights.shape)
        self.assertTrue(torch.equal(weights == 0, ids == 0))


class Prompt(unittest.TestCase):
    def test_absent_tags_give_the_null_rows(self):
        prompt = TagPrompt(3, 4)
        tags = torch.tensor([[1.0, 0, 1], [1, 0, 1]])
        rows = prompt(tags, torch.tensor([[1.0], [0]]))
        torch.testing.assert_close(rows[0, 0], prompt.on[0] + prompt.on[2])
        torch.testing.assert_close(rows[0, 1], prompt.off[1])
        torch.testing.assert_close(rows[1], prompt.null)


if __name__ == "__main__":
    unittest.main()
