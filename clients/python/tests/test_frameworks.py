"""The callbacks report what each framework has measured. Left out for a framework that is not installed."""

import contextlib
import importlib.util
import json
import unittest

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


class Frameworks(unittest.TestCase):
    @unittest.skipUnless(installed("keras"), "keras is not installed")
    def test_keras(self):
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

        data = torch.utils.data.DataLoader(torch.linspace(0, 1, 20).reshape(20, 1), batch_size=10)
        with reported() as (trial, lines):
            quiet = {"logger": False, "enable_checkpointing": False, "enable_progress_bar": False}
            callbacks = [fanout.lightning.Report(trial)]
            trainer = lightning.Trainer(
                accelerator="cpu", max_epochs=2, callbacks=callbacks, enable_model_summary=False, **quiet
            )
            trainer.fit(Line(), data, data)
        self.assertEqual([set(line) for line in lines], [{"epoch", "train_loss", "val/loss"}] * 2)
        self.assertEqual([line["epoch"] for line in lines], [0, 1])

    @unittest.skipUnless(installed("transformers"), "transformers is not installed")
    def test_transformers(self):
        from types import SimpleNamespace

        import fanout.transformers

        state = SimpleNamespace(epoch=1.0, is_world_process_zero=True)
        control = SimpleNamespace(should_training_stop=False)
        with reported() as (trial, lines):
            callback = fanout.transformers.Report(trial)
            callback.on_evaluate(None, state, control, metrics={"eval_loss": 0.5, "epoch": 1.0})
            callback.on_step_end(None, state, control)
        self.assertEqual(lines, [{"epoch": 1, "eval_loss": 0.5}])
        self.assertFalse(control.should_training_stop)
