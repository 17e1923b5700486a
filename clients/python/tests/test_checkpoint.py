"""A checkpoint is there whole or not at all, and a damaged one is passed over."""

import os
import pickle
import subprocess
import sys
import tempfile
import unittest
import warnings
from pathlib import Path

import fanout
from described import environment, inside, outside


class Checkpoints(unittest.TestCase):
    def setUp(self):
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.directory = Path(holder.name, "kept")
        warnings.simplefilter("error")
        self.addCleanup(warnings.resetwarnings)

    def checkpoint(self):
        with outside():
            return fanout.trial(checkpoint=self.directory).checkpoint

    def files(self):
        return sorted(os.listdir(self.directory))

    def test_come_back_as_they_were_saved(self):
        for state in (b"\x00\xff", b"", {"epoch": 3, "weights": [0.5, -1e300]}, [1, None, "ä"], "text"):
            with self.subTest(state=state):
                self.checkpoint().save(state)
                self.assertEqual(self.checkpoint().load(), state)

    def test_are_written_and_read_by_functions_of_the_program(self):
        state = {"weights": (1, 2), "set": {3}}
        self.checkpoint().save(lambda file: pickle.dump(state, file))
        self.assertEqual(self.checkpoint().load(pickle.load), state)
        with self.assertRaisesRegex(fanout.FanoutError, r"give one that reads it, load\(torch.load\)"):
            self.checkpoint().load()

    def test_are_written_by_path_where_a_framework_wants_one(self):
        def replaced(file):
            Path(f"{file.name}.new").write_bytes(b"by path")
            os.replace(f"{file.name}.new", file.name)

        self.checkpoint().save(replaced, suffix=".weights.h5")
        self.assertRegex(self.checkpoint().load(lambda file: file.name), r"\.weights\.h5$")
        self.assertEqual(self.checkpoint().load(lambda file: Path(file.name).read_bytes()), b"by path")

    def test_that_are_not_there_are_none(self):
        self.assertIsNone(self.checkpoint().load())
        self.checkpoint().save(b"1", name="best")
        self.assertIsNone(self.checkpoint().load())

    def test_keep_the_last_two_of_each_name(self):
        for number in range(12):
            self.checkpoint().save({"number": number})
            self.checkpoint().save({"best": number}, name="best-1")
        kept = ["best-1-00000011", "best-1-00000012", "checkpoint-00000011", "checkpoint-00000012"]
        self.assertEqual([name.rsplit("-", 1)[0] for name in self.files()], kept)
        self.assertEqual(self.checkpoint().load(), {"number": 11})
        self.assertEqual(self.checkpoint().load(name="best-1"), {"best": 11})

    def test_are_cleared_of_all_names_and_nothing_else_is(self):
        self.checkpoint().clear()
        self.checkpoint().save(b"1")
        self.checkpoint().save(b"2", name="best")
        (self.directory / "events.log").write_bytes(b"of a framework")
        (self.directory / ".checkpoint.part.keras").write_bytes(b"of an attempt that was killed")
        self.checkpoint().clear()
        self.assertEqual(self.files(), ["events.log"])
        self.assertIsNone(self.checkpoint().load())

    def test_that_are_damaged_are_passed_over_with_a_warning(self):
        for damage in (lambda content: content[:-1], lambda content: b"x" + content[1:], lambda content: b""):
            self.checkpoint().save(b"older")
            self.checkpoint().save(b"newer")
            newest = self.directory / self.files()[-1]
            newest.write_bytes(damage(newest.read_bytes()))
            with self.assertWarnsRegex(UserWarning, "is damaged: the checkpoint before it is used"):
                self.assertEqual(self.checkpoint().load(), b"older")

    def test_that_are_all_damaged_are_none(self):
        self.checkpoint().save(b"only")
        (self.directory / self.files()[0]).write_bytes(b"")
        with self.assertWarns(UserWarning):
            self.assertIsNone(self.checkpoint().load())

    def test_of_an_attempt_that_is_killed_leave_the_one_before(self):
        self.checkpoint().save(b"whole")
        program = """
import fanout, sys, time
def write(file):
    file.write(b"half")
    file.flush()
    print("half", flush=True)
    time.sleep(60)
fanout.trial(checkpoint=sys.argv[1]).checkpoint.save(write)
"""
        with subprocess.Popen(
            [sys.executable, "-c", program, str(self.directory)], env=environment(), stdout=subprocess.PIPE
        ) as process:
            self.assertEqual(process.stdout.readline(), b"half\n")
            process.kill()
        self.assertEqual(len(self.files()), 2)
        self.assertEqual(self.checkpoint().load(), b"whole")
        self.checkpoint().save(lambda file: file.write(b"next"))
        self.assertEqual(self.checkpoint().load(lambda file: file.read()), b"next")
        self.assertFalse([name for name in self.files() if ".part" in name])

    def test_whose_function_fails_leave_the_one_before(self):
        def fails(file):
            file.write(b"half")
            raise RuntimeError("out of ideas")

        self.checkpoint().save(b"whole")
        with self.assertRaisesRegex(RuntimeError, "out of ideas"):
            self.checkpoint().save(fails)
        self.assertEqual(self.checkpoint().load(), b"whole")
        self.assertEqual(len(self.files()), 1)

    def test_say_what_cannot_be_saved(self):
        for arguments, message in [
            (({1, 2},), r"cannot be saved as JSON: .*save\(lambda file: pickle.dump"),
            ((b"", "a/b"), "cannot be called 'a/b'"),
            ((b"", ".hidden"), "cannot be called"),
            ((print, "a", "/x"), "suffix must be an ending"),
            ((print, "a", ".json"), "suffix cannot be '.json'"),
        ]:
            names = dict(zip(("name", "suffix"), arguments[1:]))
            with self.subTest(message), self.assertRaisesRegex(fanout.FanoutError, message):
                self.checkpoint().save(arguments[0], **names)

    def test_without_a_directory_are_not_kept(self):
        with outside():
            checkpoint = fanout.trial().checkpoint
        checkpoint.save(b"gone")
        self.assertIsNone(checkpoint.load())
        self.assertIsNone(checkpoint.directory)

    def test_inside_are_kept_where_fanout_says(self):
        with inside() as directory:
            fanout.trial(checkpoint=self.directory).checkpoint.save(b"1")
            self.assertEqual(len(os.listdir(directory / "checkpoint")), 1)
        self.assertFalse(self.directory.exists())
