"""A trial is what FANOUT_TRIAL describes, or what the caller says it is."""

import os
import subprocess
import sys
import unittest

import fanout
from described import environment, inside, npy, outside
from fanout._folds import kfold


class Inside(unittest.TestCase):
    def test_is_what_the_file_describes(self):
        with inside() as directory:
            trial = fanout.trial(seed=1, fold=0, folds=3, checkpoint="elsewhere")
        self.assertEqual((trial.seed, trial.fold, trial.folds, trial.attempt), (7, 2, 5, 2))
        self.assertEqual((trial.run, trial.key, trial.arm), ("digits-1", "lr=0.1/2/7", "lr=0.1"))
        self.assertEqual(trial.levels, {"lr": "0.1"})
        self.assertEqual(trial.objective, fanout.Objective("accuracy", "maximize"))
        self.assertEqual(trial.directory, str(directory))
        self.assertEqual(trial.checkpoint.directory, str(directory / "checkpoint"))
        self.assertIsNone(trial.dataset)
        self.assertTrue(trial.inside)

    def test_has_the_dataset_of_the_study(self):
        facts = {"name": "mnist", "examples": 70, "classes": 10}
        with inside(dataset={**facts, "shape": [28, 28, 1], "x": "/x.npy", "y": "/y.npy"}):
            found = fanout.trial().dataset
        self.assertEqual(found, fanout.Dataset(**facts, shape=(28, 28, 1), x="/x.npy", y="/y.npy"))

    def test_says_what_is_wrong_with_the_file(self):
        for changes, message in [
            ({"version": 2}, "version 2 of the format, this package reads version 1"),
            ({"seed": None}, "does not describe a trial"),
            ({"parameters": 3}, "does not describe a trial"),
        ]:
            with self.subTest(message), inside(**changes):
                with self.assertRaisesRegex(fanout.FanoutError, message):
                    fanout.trial()
        with inside() as directory:
            (directory / "trial.json").write_text("{", encoding="utf-8")
            with self.assertRaisesRegex(fanout.FanoutError, "cannot read FANOUT_TRIAL"):
                fanout.trial()
            os.remove(directory / "trial.json")
            with self.assertRaisesRegex(fanout.FanoutError, "cannot read FANOUT_TRIAL"):
                fanout.trial()


class Splits(unittest.TestCase):
    def given(self, directory, train, validation, examples=5):
        (directory / "train.npy").write_bytes(train)
        (directory / "validation.npy").write_bytes(validation)
        return {
            "examples": examples,
            "train": str(directory / "train.npy"),
            "validation": str(directory / "validation.npy"),
        }

    def test_are_fanouts_own(self):
        for version in (1, 2):
            with self.subTest(version=version), inside() as directory:
                split = self.given(directory, npy([0, 1, 4], version=version), npy([2, 3], version=version))
                with inside(split=split):
                    self.assertEqual(fanout.trial().split(5), ([0, 1, 4], [2, 3]))
                    self.assertEqual(fanout.trial().split(), ([0, 1, 4], [2, 3]))

    def test_for_another_number_are_drawn_anew_with_a_warning(self):
        with inside() as directory:
            split = self.given(directory, npy([0, 1, 4]), npy([2, 3]))
            message = "says 5 examples, the program has 20"
            with inside(split=split), self.assertWarnsRegex(UserWarning, message):
                self.assertEqual(fanout.trial().split(20), kfold(20, 5, 2, shuffle=True, seed=1))

    def test_without_a_number_in_the_study_are_drawn_as_it_says(self):
        for folding in ({"count": 5, "shuffle": True, "seed": 3}, {"count": 5, "shuffle": False, "seed": 3}):
            with self.subTest(folding=folding), inside(folding=folding):
                expected = kfold(20, 5, 2, shuffle=folding["shuffle"], seed=3)
                self.assertEqual(fanout.trial().split(20), expected)
        with inside(), self.assertRaisesRegex(fanout.FanoutError, r"the number, trial.split\(len\(x\)\)"):
            fanout.trial().split()
        with inside(fold=0, folds=1), self.assertRaisesRegex(fanout.FanoutError, "the study has no folds"):
            fanout.trial().split(20)

    def test_outside_are_those_of_a_study_that_says_nothing_of_folds(self):
        with outside():
            self.assertEqual(fanout.trial().split(20), kfold(20, 5, 0, shuffle=True, seed=1))
            self.assertEqual(fanout.trial(fold=3, folds=4).split(20), kfold(20, 4, 3, shuffle=True, seed=1))

    def test_that_cannot_be_read_say_so(self):
        whole = npy([2, 3])
        for content, message in [
            (whole[:-1], "must hold 64-bit integers"),
            (npy([2, 3], dtype="<f8"), "found <f8"),
            (b"\x93NUMPY\x01\x00\x05\x00{'a':}" + whole, "header of .* is damaged"),
            (b"PK\x03\x04", "is not an npy file"),
        ]:
            with self.subTest(message), inside() as directory:
                split = self.given(directory, npy([0, 1, 4]), content)
                with inside(split=split), self.assertRaisesRegex(fanout.FanoutError, message):
                    fanout.trial().split(5)
        missing = {"examples": 5, "train": "/nowhere/train.npy", "validation": "/nowhere/validation.npy"}
        with inside(split=missing), self.assertRaisesRegex(fanout.FanoutError, "cannot read the indices"):
            fanout.trial().split(5)


class Outside(unittest.TestCase):
    def test_is_what_the_caller_says(self):
        with outside():
            trial = fanout.trial(seed=4, fold=1, folds=3, lr=0.1)
        self.assertEqual((trial.seed, trial.fold, trial.folds, trial.attempt), (4, 1, 3, 1))
        self.assertEqual((trial.arm, trial.run, trial.directory, trial.objective), ("", "", None, None))
        self.assertFalse(trial.inside)
        self.assertEqual(dict(trial.params), {"lr": 0.1})

    def test_needs_the_standard_library_alone(self):
        # -S leaves out all installed packages.
        command = [sys.executable, "-S", "-c", "import fanout; print(fanout.trial(lr=1).params)"]
        output = subprocess.check_output(command, env=environment(), timeout=60)
        self.assertEqual(output.decode().strip(), "Parameters(lr=1)")
