"""Lets a training script take part in a fanout study, and stay an ordinary script outside of one.

    import fanout

    trial = fanout.trial(lr=0.1, epochs=10)          # what the parameters are outside of fanout
    train, validation = trial.split(len(x))          # indices of this trial's fold
    for epoch in range(trial.params.epochs):
        ...
        trial.report(epoch=epoch, accuracy=accuracy)
"""

from ._checkpoint import Checkpoint
from ._described import Dataset, Folding, Objective, Split
from ._errors import FanoutError
from ._parameters import Parameters, UnknownParameter
from ._trial import TRY_AGAIN, Trial, trial

__version__ = "0.1.0"

__all__ = [
    "TRY_AGAIN",
    "Checkpoint",
    "Dataset",
    "FanoutError",
    "Folding",
    "Objective",
    "Parameters",
    "Split",
    "Trial",
    "UnknownParameter",
    "trial",
]
