"""Parameters are read by attribute and by item, and an unknown one says what there is."""

import copy
import pickle
import unittest

import fanout
from described import inside, outside


class ParametersTest(unittest.TestCase):
    def test_are_read_by_attribute_and_by_item_with_the_types_of_the_study(self):
        with inside():
            params = fanout.trial().params
        self.assertEqual(params.lr, 0.1)
        self.assertEqual(params["epochs"], 10)
        self.assertIs(params.nesterov, True)
        self.assertEqual(params.layers, [64, 32])
        self.assertEqual(list(params), ["lr", "epochs", "name", "nesterov", "layers"])

    def test_of_the_study_come_before_the_defaults_of_the_program(self):
        with inside():
            params = fanout.trial(lr=0.5, momentum=0.9).params
        self.assertEqual((params.lr, params.momentum), (0.1, 0.9))

    def test_outside_are_the_defaults_of_the_program(self):
        with outside():
            self.assertEqual(dict(fanout.trial(lr=0.5).params), {"lr": 0.5})

    def test_become_floats_where_the_default_is_one(self):
        with inside(parameters={"lr": 1, "epochs": 3, "nesterov": True}):
            params = fanout.trial(lr=0.1, epochs=1, nesterov=0.5).params
        self.assertIs(type(params.lr), float)
        self.assertIs(type(params.epochs), int)
        self.assertIs(params.nesterov, True)

    def test_that_are_unknown_say_which_there_are(self):
        with inside():
            params = fanout.trial(momentum=0.9).params
        with self.assertRaises(fanout.UnknownParameter) as raised:
            params.momentun
        self.assertEqual(
            str(raised.exception),
            "there is no parameter momentun, did you mean momentum? there are momentum, lr, epochs, name, "
            "nesterov, layers; give a default, fanout.trial(momentun=…), or set it in the study",
        )
        with self.assertRaisesRegex(KeyError, "there is no parameter width: there are momentum, lr"):
            params["width"]
        self.assertEqual(getattr(params, "width", 8), 8)
        self.assertEqual(params.get("width", 8), 8)
        self.assertFalse(hasattr(params, "width"))
        self.assertNotIn("width", params)

    def test_that_are_none_say_so(self):
        with outside(), self.assertRaisesRegex(fanout.FanoutError, r"no parameter lr: the trial has none"):
            fanout.trial().params.lr

    def test_cannot_be_set(self):
        with inside():
            params = fanout.trial().params
        with self.assertRaisesRegex(fanout.FanoutError, "lr cannot be set"):
            params.lr = 1

    def test_are_there_as_items_when_they_are_called_like_methods(self):
        with inside(parameters={"items": 3}):
            self.assertEqual(fanout.trial().params["items"], 3)

    def test_can_be_copied_and_sent_to_other_processes(self):
        with inside():
            params = fanout.trial().params
        for copied in (copy.deepcopy(params), pickle.loads(pickle.dumps(params))):
            self.assertEqual(copied, params)
            self.assertEqual(copied.lr, 0.1)
