"""The callbacks report what each framework has measured. Left out for a framework that is not installed."""

import contextlib
import importlib.util
import json
import os
import unittest
from unittest import mock

import fanout
from described import inside


def installed(*names):
    return any(importlib.util.find_spec(name) for name in names)


@contextlib.contextmanager
def reported():
    """A trial inside of fanout, and the lines that it has reported by the end."""
    lines = []
    with inside() as directory:
        yield fanout.trial(), lines
        lines += map(json.loads, (directory / "metrics.jsonl").read_text(encoding="utf-8").splitlines())


@contextlib.contextmanager
def told_to_stop():
    with mock.patch.object(fanout.Trial, "should_stop", return_value=True), reported() as both:
        yield both


class Frameworks(unittest.TestCase):
    @unittest.skipUnless(installed("keras"), "keras is not installed")
    def test_keras(self):
        if not installed("tensorflow"):
            os.environ.setdefault("KERAS_BACKEND", "torch")
        import keras
        import numpy

        import fanout.keras

        x = numpy.linspace(0, 1, 20).reshape(20, 1)
        model = keras.Sequential([keras.layers.Dense(1)])
        model.compile("sgd", "mse", metrics=["mae"])
        with reported() as (trial, lines):
            callbacks = [fanout.keras.Report(trial)]
            model.fit(x, 2 * x, validation_data=(x, x), epochs=2, callbacks=callbacks, verbose=0)
        self.assertEqual([line["epoch"] for line in lines], [0, 1])
        self.assertLessEqual({"loss", "mae", "val_loss", "val_mae"}, set(lines[0]))
        with told_to_stop() as (trial, lines):
            model.fit(x, 2 * x, epochs=5, callbacks=[fanout.keras.Report(trial)], verbose=0)
        self.assertEqual(len(lines), 1)

    @unittest.skipUnless(installed("lightning", "pytorch_lightning"), "lightning is not installed")
    def test_lightning(self):
        import torch

        import fanout.lightning

        try:
            import lightning.pytorch as lightning
        except ImportError:
            import pytorch_lightning as lightning

        class Line(lightning.LightningModule):
            def __init__(self):
                super().__init__()
                self.layer = torch.nn.Linear(1, 1)

            def training_step(self, batch, index):
                loss = (self.layer(batch) - 2 * batch).square().mean()
                self.log("train loss", loss, on_epoch=True, on_step=False)
                return loss

            def validation_step(self, batch, index):
                self.log("val/loss", (self.layer(batch) - 2 * batch).square().mean())

            def configure_optimizers(self):
                return torch.optim.SGD(self.parameters(), 0.01)

        quiet = {
            "accelerator": "cpu",
            "logger": False,
            "enable_checkpointing": False,
            "enable_progress_bar": False,
            "enable_model_summary": False,
        }
        data = torch.utils.data.DataLoader(torch.linspace(0, 1, 20).reshape(20, 1), batch_size=10)
        with reported() as (trial, lines):
            trainer = lightning.Trainer(max_epochs=2, callbacks=[fanout.lightning.Report(trial)], **quiet)
            trainer.fit(Line(), data, data)
        self.assertEqual([set(line) for line in lines], [{"epoch", "train_loss", "val/loss"}] * 2)
        self.assertEqual([line["epoch"] for line in lines], [0, 1])
        with told_to_stop() as (trial, lines):
            trainer = lightning.Trainer(max_epochs=5, callbacks=[fanout.lightning.Report(trial)], **quiet)
            trainer.fit(Line(), data, data)
        self.assertEqual(len(lines), 1)

    @unittest.skipUnless(installed("transformers"), "transformers is not installed")
    @unittest.skipUnless(installed("accelerate"), "accelerate is not installed, which Trainer needs")
    def test_transformers(self):
        import torch
        import transformers

        import fanout.transformers

        class Line(torch.nn.Module):
            def __init__(self):
                super().__init__()
                self.layer = torch.nn.Linear(1, 1)

            def forward(self, x, labels):
                output = self.layer(x)
                return {"loss": (output - labels).square().mean(), "logits": output}

        data = [{"x": torch.tensor([i / 20]), "labels": torch.tensor([i / 10])} for i in range(20)]
        with reported() as (trial, lines):
            arguments = transformers.TrainingArguments(
                trial.directory, num_train_epochs=2, eval_strategy="epoch", report_to=[], disable_tqdm=True
            )
            callbacks = [fanout.transformers.Report(trial)]
            transformers.Trainer(
                Line(), arguments, train_dataset=data, eval_dataset=data, callbacks=callbacks
            ).train()
        self.assertEqual([line["epoch"] for line in lines], [1, 2])
        self.assertIn("eval_loss", lines[0])
        with told_to_stop() as (trial, lines):
            arguments.max_steps = 5
            trainer = transformers.Trainer(Line(), arguments, train_dataset=data, eval_dataset=data)
            trainer.add_callback(fanout.transformers.Report(trial))
            trainer.train()
            self.assertEqual(trainer.state.global_step, 1)
            trial.report(done=1)
