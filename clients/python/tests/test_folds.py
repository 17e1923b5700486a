"""The folds are scikit-learn's, index for index."""

import hashlib
import json
import unittest
from array import array
from pathlib import Path

from fanout import FanoutError
from fanout._folds import kfold

# Written by scikit-learn itself; fanout's own folds are held to it too.
FIXTURE = Path(__file__).parents[3] / "datasets/fixtures/folds-sklearn.json"


def sha256(indices):
    words = array("I", indices)
    assert words.itemsize == 4
    return hashlib.sha256(words.tobytes()).hexdigest()


class Folds(unittest.TestCase):
    def test_are_those_of_scikit_learn(self):
        cases = json.loads(FIXTURE.read_text(encoding="utf-8"))["cases"]
        self.assertGreaterEqual(len(cases), 8)
        for case in cases:
            for fold, expected in enumerate(case["validation"]):
                with self.subTest(examples=case["examples"], folds=case["folds"], fold=fold):
                    train, validation = kfold(
                        case["examples"], case["folds"], fold, shuffle=case["shuffle"], seed=case["seed"]
                    )
                    self.assertEqual(sha256(validation), expected["sha256"])
                    self.assertEqual(sha256(train), expected["trainSha256"])

    def test_without_shuffling_are_cut_in_order(self):
        self.assertEqual(kfold(7, 3, 0, shuffle=False, seed=1), ([3, 4, 5, 6], [0, 1, 2]))
        self.assertEqual(kfold(7, 3, 2, shuffle=False, seed=1), ([0, 1, 2, 3, 4], [5, 6]))

    def test_take_seeds_of_32_bits(self):
        # numpy.random.RandomState(4294967295).permutation(10) begins with them.
        self.assertEqual(kfold(10, 5, 0, shuffle=True, seed=2**32 - 1)[1], [6, 9])

    def test_refuse_what_cannot_be_cut(self):
        for examples, count, fold in [(10, 1, 0), (4, 5, 0), (10, 5, 5), (10, 5, -1)]:
            with self.subTest(examples=examples, count=count, fold=fold), self.assertRaises(FanoutError):
                kfold(examples, count, fold, shuffle=True, seed=1)
