"""Hugging Face: `Trainer(…, callbacks=[fanout.transformers.Report(trial)])`, with `eval_strategy="epoch"`.

The trainer calls metrics of the validation data `eval_…`: the study's objective is `eval_accuracy`, say.
"""

from __future__ import annotations

from typing import Any, Mapping, Optional

from transformers import TrainerCallback

from . import _metrics
from ._trial import Trial, trial as this_trial


class Report(TrainerCallback):  # type: ignore[misc]
    """Reports the metrics of every evaluation, and ends the training when the trial is told to stop."""

    def __init__(self, trial: Optional[Trial] = None) -> None:
        self.trial = trial or this_trial()

    def on_evaluate(self, args: Any, state: Any, control: Any, metrics: Mapping[str, Any], **_: Any) -> None:
        """Called by the trainer, after an evaluation."""
        numbers = {name: value for name, value in _metrics.logged(metrics).items() if name != "epoch"}
        if numbers and state.is_world_process_zero:
            self.trial.report({**numbers, "epoch": round(state.epoch or 0)})

    def on_step_end(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        """Called by the trainer, after a step."""
        if self.trial.should_stop():
            control.should_training_stop = True
