"""Lightning: `Trainer(callbacks=[fanout.lightning.Report(trial)])`.

The metrics are those that the module logs, by the names that it gives them.
"""

from __future__ import annotations

from typing import Any, Optional

try:
    from lightning.pytorch import Callback
except ImportError:
    from pytorch_lightning import Callback

from . import _metrics
from ._trial import Trial, trial as this_trial


class Report(Callback):  # type: ignore[misc]
    """Reports every epoch's metrics, and ends the training when the trial is told to stop."""

    def __init__(self, trial: Optional[Trial] = None) -> None:
        super().__init__()
        self.trial = trial or this_trial()

    def on_train_epoch_end(self, trainer: Any, module: Any) -> None:
        """Called by Lightning, after the validation of the epoch."""
        metrics = _metrics.logged(trainer.callback_metrics)
        if metrics and trainer.is_global_zero:
            self.trial.report({**metrics, "epoch": trainer.current_epoch})
        if self.trial.should_stop():
            trainer.should_stop = True
