"""Metrics are lines of JSON for fanout and a line on the terminal for a person."""

import contextlib
import io
import json
import math
import os
import subprocess
import sys
import unittest
import warnings

import fanout
from described import environment, inside, outside
from fanout._metrics import checked, logged


class Tensor:
    """As PyTorch's tensors are: one that has a gradient warns when it is made a float."""

    def __init__(self, *values):
        self.values = values

    def __float__(self):
        warnings.warn("use detach() first", stacklevel=2)
        return float(*self.values)

    def item(self):
        if len(self.values) != 1:
            raise RuntimeError("a tensor with several elements cannot be converted to a scalar")
        return self.values[0]


class Scalar:
    """As scalars of other libraries are: not a float, but worth one."""

    def __init__(self, value):
        self.value = value

    def __float__(self):
        return float(self.value)

    def __index__(self):
        return int(self.value)


def printed(*reports):
    with outside(), contextlib.redirect_stdout(io.StringIO()) as output:
        for values in reports:
            fanout.trial().report(values)
    return output.getvalue()


def written(*reports):
    with inside() as directory, contextlib.redirect_stdout(io.StringIO()) as output:
        for values in reports:
            fanout.trial().report(values)
        lines = (directory / "metrics.jsonl").read_text(encoding="utf-8").splitlines()
    assert output.getvalue() == ""
    return [json.loads(line) for line in lines]


class Reports(unittest.TestCase):
    def test_inside_are_lines_of_json(self):
        self.assertEqual(
            written({"epoch": 0, "accuracy": 0.9}, {"epoch": 1, "accuracy": 1 / 3, "val/loss": 2}),
            [{"epoch": 0, "accuracy": 0.9}, {"epoch": 1, "accuracy": 1 / 3, "val/loss": 2}],
        )

    def test_outside_are_lines_for_a_person(self):
        lines = "epoch=1 accuracy=0.97\nepoch=2 accuracy=0.333333 errors=3 loss=nan\n"
        second = {"epoch": 2, "accuracy": 1 / 3, "errors": 3, "loss": math.nan}
        self.assertEqual(printed({"epoch": 1, "accuracy": 0.97}, second), lines)

    def test_take_keywords(self):
        with inside() as directory:
            fanout.trial().report({"val/loss": 0.5}, accuracy=0.97, epoch=3)
            line = (directory / "metrics.jsonl").read_text(encoding="utf-8")
        self.assertEqual(line, '{"epoch": 3, "val/loss": 0.5, "accuracy": 0.97}\n')

    def test_take_scalars_of_other_libraries(self):
        self.assertEqual(
            written({"epoch": Scalar(3), "accuracy": Scalar(0.5)}, {"epoch": 4.0, "accuracy": True}),
            [{"epoch": 3, "accuracy": 0.5}, {"epoch": 4, "accuracy": 1}],
        )

    def test_take_tensors_that_have_a_gradient(self):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            self.assertEqual(written({"loss": Tensor(0.5)}), [{"loss": 0.5}])

    def test_take_nan_and_infinity(self):
        [line] = written({"loss": math.nan, "worst": -math.inf})
        self.assertTrue(math.isnan(line["loss"]))
        self.assertEqual(line["worst"], -math.inf)

    def test_refuse_what_is_not_a_metric(self):
        for values, message in [
            ({"accuracy": "0.9"}, "the metric accuracy must be one number, found str '0.9'"),
            ({"accuracy": None}, "must be one number, found NoneType"),
            ({"accuracy": [0.1] * 99}, "must be one number, found list .*…"),
            ({"accuracy": Tensor(1, 2)}, "must be one number, found Tensor"),
            ({"accuracy": 10**400}, "must be one number, found int"),
            ({"my accuracy": 0.9}, "cannot be called 'my accuracy'"),
            ({"1st": 0.9}, "cannot be called '1st'"),
            ({"accuracy\n": 0.9}, "cannot be called"),
            ({"a" * 65: 0.9}, "cannot be called 'a*': .* at most 64"),
            ({"epoch": 0.5, "accuracy": 0.9}, "epoch must be a whole number, found 0.5"),
            ({"epoch": 1}, "nothing to report"),
            ({}, "nothing to report"),
        ]:
            with self.subTest(values=str(values)[:40]), self.assertRaisesRegex(fanout.FanoutError, message):
                written(values)

    def test_of_a_framework_are_made_to_fit(self):
        given = {"train loss": 0.5, "1st": Scalar(2), "": 3, "a" * 99: 1, "note": "text", "all": [1, 2]}
        self.assertEqual(logged(given), {"train_loss": 0.5, "_1st": 2, "_": 3, "a" * 64: 1})
        self.assertEqual(checked(logged(given)), logged(given))

    def test_of_several_processes_and_threads_do_not_mix(self):
        program = """
import fanout, threading
trial = fanout.trial()
def work(thread):
    for step in range(200):
        trial.report(epoch=step, thread=thread, **{f"metric_{i}": 1 / 3 for i in range(30)})
threads = [threading.Thread(target=work, args=(thread,)) for thread in range(3)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
"""
        with inside() as directory:
            variables = environment(FANOUT_TRIAL=str(directory / "trial.json"))
            started = [subprocess.Popen([sys.executable, "-c", program], env=variables) for _ in range(2)]
            self.assertEqual([process.wait(60) for process in started], [0, 0])
            lines = (directory / "metrics.jsonl").read_text(encoding="utf-8").splitlines()
        self.assertEqual(len(lines), 2 * 3 * 200)
        self.assertTrue(all(len(json.loads(line)) == 32 for line in lines))

    def test_go_where_the_variable_says(self):
        with inside() as directory:
            os.environ["FANOUT_METRICS"] = str(directory / "other.jsonl")
            fanout.trial().report(accuracy=1)
            self.assertTrue((directory / "other.jsonl").exists())
            self.assertFalse((directory / "metrics.jsonl").exists())
