"""The trial that a program is: given by fanout, or by the caller where the program runs on its own."""

from __future__ import annotations

import os
import warnings
from typing import Any, List, Mapping, Optional, Tuple, Union

from . import _metrics
from ._checkpoint import Checkpoint
from ._described import Dataset, Described, Folding, Objective, read_described
from ._errors import FanoutError
from ._folds import draw
from ._npy import read_indices
from ._parameters import Parameters, with_defaults
from ._stopping import STOPPING

# The exit status that asks fanout to try the trial again elsewhere, at no cost to the trial.
TRY_AGAIN = 75


def trial(
    *,
    seed: int = 1,
    fold: int = 0,
    folds: int = 5,
    checkpoint: Union[str, "os.PathLike[str]", None] = None,
    **defaults: Any,
) -> Trial:
    """The trial that this program is.

    Started by fanout, it is the one that FANOUT_TRIAL describes, and `defaults` are what parameters are that
    the study does not set. Started by hand, its parameters are `defaults`, and `seed`, `fold`, `folds` and
    `checkpoint` (a directory; without it no checkpoints are kept) are what they are said to be here.

    Raises FanoutError when FANOUT_TRIAL cannot be read.
    """
    path = os.environ.get("FANOUT_TRIAL")
    if path:
        described = read_described(path)
    else:
        described = Described(
            fold=fold,
            folds=folds,
            seed=seed,
            checkpoint=None if checkpoint is None else os.fspath(checkpoint),
            folding=Folding(folds),
        )
    return Trial(described, with_defaults(defaults, described.parameters), inside=bool(path))


class Trial:
    """One trial of a study: its parameters, its fold, and what it reports."""

    def __init__(self, described: Described, params: Parameters, *, inside: bool) -> None:
        self._described = described
        self._params = params
        self._inside = inside
        self._checkpoint = Checkpoint(described.checkpoint)

    @property
    def params(self) -> Parameters:
        """The parameters: `trial.params.lr` or `trial.params["lr"]`."""
        return self._params

    @property
    def seed(self) -> int:
        """Seed of the trial: for first weights, the order of examples, whatever is random."""
        return self._described.seed

    @property
    def fold(self) -> int:
        """The fold that the trial validates on, from 0."""
        return self._described.fold

    @property
    def folds(self) -> int:
        """How many folds there are; 1 in a study without folds."""
        return self._described.folds

    @property
    def arm(self) -> str:
        """The arm of the study, as its report calls it; empty outside of fanout."""
        return self._described.arm

    @property
    def levels(self) -> Mapping[str, str]:
        """The level of each factor, as the report calls it; empty outside of fanout."""
        return self._described.levels

    @property
    def attempt(self) -> int:
        """The attempt at the trial that this is, from 1."""
        return self._described.attempt

    @property
    def run(self) -> str:
        """The run that the trial belongs to; empty outside of fanout."""
        return self._described.run

    @property
    def key(self) -> str:
        """The trial within the run, ARM/FOLD/SEED; empty outside of fanout."""
        return self._described.key

    @property
    def directory(self) -> Optional[str]:
        """A directory for files of this attempt, removed after it; None outside of fanout."""
        return self._described.directory

    @property
    def objective(self) -> Optional[Objective]:
        """The metric that the study decides by; None outside of fanout."""
        return self._described.objective

    @property
    def dataset(self) -> Optional[Dataset]:
        """The dataset of the study; None where it names none, and outside of fanout."""
        return self._described.dataset

    @property
    def inside(self) -> bool:
        """Whether fanout has started this program."""
        return self._inside

    @property
    def checkpoint(self) -> Checkpoint:
        """What is kept between the attempts at this trial."""
        return self._checkpoint

    def split(self, examples: Optional[int] = None) -> Tuple[List[int], List[int]]:
        """Indices of the examples to train on and to validate on, both ascending.

        With as many examples as the study says they are fanout's own; for another number they are those of
        scikit-learn, drawn as the study says, with a warning where it says another number. Without `examples`
        there are as many as the study says. Raises FanoutError where it does not, where the folds are more
        than the examples, where the study has no folds, and for another number of examples where folds need
        more than that: stratified, grouped and predefined ones.
        """
        split, folding = self._described.split, self._described.folding
        if split is not None and examples in (None, split.examples):
            return read_indices(split.train), read_indices(split.validation)
        if self.folds < 2 and folding.kind == "kfold":
            raise FanoutError(
                "the study has no folds (count: 1): the program splits its data itself, alike for every seed; "
                "with folds: { count: 5 } trial.split() gives each trial its own"
            )
        if examples is None:
            raise FanoutError(
                "the study does not say how many examples there are: give the number, trial.split(len(x))"
            )
        if split is not None:
            warnings.warn(
                f"the study says {split.examples} examples, the program has {examples}: the folds are drawn "
                f"for {examples}",
                stacklevel=2,
            )
        return draw(folding, examples, self.fold)

    def report(self, values: Optional[Mapping[str, Any]] = None, /, **metrics: Any) -> None:
        """Reports metrics: `trial.report(epoch=3, accuracy=0.97)`, or `trial.report({"val/loss": 0.11})`.

        `epoch`, a whole number, says which pass over the examples they are from; without one they are the
        final ones. Scalars of numpy, PyTorch and the like count as numbers; NaN and infinity are numbers.
        Outside of fanout they are printed. Raises FanoutError for what is not a metric.
        """
        path = os.environ.get("FANOUT_METRICS") or self._described.metrics
        _metrics.publish(_metrics.checked({**(values or {}), **metrics}), path)

    def should_stop(self) -> bool:
        """True when the program was told to stop (SIGTERM): end with TRY_AGAIN, with a checkpoint saved.

        Ask in the main thread, and before each epoch: until the first time SIGTERM ends the program.
        """
        return STOPPING.asked()

    def __repr__(self) -> str:
        name = self.key or "outside of a run"
        return f"<fanout trial {name}: {self.params!r}, seed {self.seed}, fold {self.fold}>"
