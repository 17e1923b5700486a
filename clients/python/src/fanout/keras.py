"""Keras: `model.fit(…, callbacks=[fanout.keras.Report(trial)])`.

Keras calls metrics of the validation data `val_…`: the study's objective is `val_accuracy`, say.
"""

from __future__ import annotations

from typing import Any, Mapping, Optional

import keras

from . import _metrics
from ._trial import Trial, trial as this_trial


class Report(keras.callbacks.Callback):  # type: ignore[misc]
    """Reports every epoch's metrics, and ends the training when the trial is told to stop."""

    def __init__(self, trial: Optional[Trial] = None) -> None:
        super().__init__()
        self.trial = trial or this_trial()

    def on_epoch_end(self, epoch: int, logs: Optional[Mapping[str, Any]] = None) -> None:
        """Called by Keras."""
        metrics = _metrics.logged(logs or {})
        if metrics:
            self.trial.report({**metrics, "epoch": epoch})
        if self.trial.should_stop():
            self.model.stop_training = True
