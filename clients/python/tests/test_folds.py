"""The folds are scikit-learn's, index for index."""

import hashlib
import json
import unittest
from array import array
from pathlib import Path

from fanout import FanoutError
from fanout._described import Folding
from fanout._folds import draw, kfold

# Written by scikit-learn itself; fanout's own folds are held to it too.
FIXTURES = Path(__file__).parents[3] / "datasets/fixtures"
FIXTURE = FIXTURES / "folds-sklearn.json"
SPLITS = FIXTURES / "splits-sklearn.json"


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

    def test_repeats_and_parts_held_out_are_those_of_scikit_learn(self):
        checked = set()
        for case in json.loads(SPLITS.read_text(encoding="utf-8"))["cases"]:
            examples, spec = case["data"].get("examples"), case["spec"]
            if examples is None:
                continue
            folding = Folding(**spec)
            hashed = hashlib.sha256()
            for fold in range(spec["count"]):
                train, validation = draw(folding, examples, fold)
                hashed.update(array("I", validation).tobytes() + array("I", train).tobytes())
            with self.subTest(spec=spec, examples=examples):
                self.assertEqual(hashed.hexdigest(), case["sha256"])
            checked.add(spec["kind"])
        self.assertEqual(checked, {"kfold", "holdout"})

    def test_of_other_kinds_are_not_drawn_here(self):
        for folding, message in [
            (Folding(3, kind="stratified"), "stratified folds are drawn by fanout"),
            (Folding(3, kind="holdout", test=0.95), "leaves none of 10"),
        ]:
            with self.assertRaisesRegex(FanoutError, message):
                draw(folding, 10, 0)
        with self.assertRaisesRegex(FanoutError, "there is no fold 6"):
            draw(Folding(6, repeats=2), 10, 6)

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
