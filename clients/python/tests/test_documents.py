"""What the documents say of this package is so."""

import json
import re
import unittest
from pathlib import Path

import fanout
from described import inside

ROOT = Path(__file__).parents[3]


def blocks(path, language):
    text = (ROOT / path).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


class Documents(unittest.TestCase):
    def test_the_file_of_the_contract_is_read(self):
        example, dataset = map(json.loads, blocks("docs/trainer-command.md", "json"))
        with inside(**{**example, "dataset": dataset}):
            trial = fanout.trial()
        self.assertEqual((trial.key, trial.params.epochs, trial.dataset.name), ("sgd-lr=0.1/0/1", 10, "mnist"))

    def test_every_public_attribute_of_a_trial_is_told(self):
        text = (ROOT / "clients/python/README.md").read_text(encoding="utf-8")
        for name in (name for name in vars(fanout.Trial) if not name.startswith("_")):
            with self.subTest(name):
                self.assertRegex(text, rf"`trial\.{name}\b")

    def test_every_attribute_that_is_told_is_there(self):
        for path in ("clients/python/README.md", "docs/trainer-command.md"):
            for name in re.findall(r"\btrial\.([a-z_]+)", (ROOT / path).read_text(encoding="utf-8")):
                with self.subTest(path=path, name=name):
                    self.assertTrue(hasattr(fanout.Trial, name))

    def test_examples_are_valid_python(self):
        for path in ("clients/python/README.md", "docs/trainer-command.md"):
            for block in blocks(path, "python"):
                with self.subTest(path=path):
                    compile(block.replace("…", "None"), path, "exec")
