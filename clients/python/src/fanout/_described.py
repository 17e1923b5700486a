"""What fanout tells a program of its trial: the JSON file that FANOUT_TRIAL names."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, Dict, Mapping, Optional, Tuple

from ._errors import FanoutError

# The version of the file that this package reads.
_VERSION = 1


@dataclass(frozen=True)
class Split:
    """Which of the examples train and validate: paths of npy files with their indices."""

    examples: int
    train: str
    validation: str


@dataclass(frozen=True)
class Folding:
    """How the folds are drawn: as scikit-learn's `KFold(count, shuffle=shuffle, random_state=seed)`.

    With `repeats` it is RepeatedKFold of count / repeats folds; of kind "holdout"
    `ShuffleSplit(count, test_size=test, random_state=seed)`. Folds of another kind are fanout's to draw.
    """

    count: int
    shuffle: bool = True
    seed: int = 1
    kind: str = "kfold"
    repeats: int = 1
    test: float = 0.2


@dataclass(frozen=True)
class Objective:
    """The metric that the study decides by, and whether to `maximize` or `minimize` it."""

    metric: str
    direction: str


@dataclass(frozen=True)
class Dataset:
    """A dataset that fanout holds: paths of npy files with the examples, and with their classes or targets.

    `task` is "classification" or "regression"; of a regression `classes` is None.
    """

    name: str
    examples: int
    classes: Optional[int]
    shape: Tuple[int, ...]
    x: str
    y: str
    task: str = "classification"


@dataclass(frozen=True)
class Described:
    """A trial as it is described: all that a program can know of it."""

    fold: int
    folds: int
    seed: int
    run: str = ""
    key: str = ""
    arm: str = ""
    attempt: int = 1
    levels: Mapping[str, str] = field(default_factory=dict)
    parameters: Mapping[str, Any] = field(default_factory=dict)
    directory: Optional[str] = None
    checkpoint: Optional[str] = None
    metrics: Optional[str] = None
    objective: Optional[Objective] = None
    split: Optional[Split] = None
    folding: Folding = Folding(5)
    dataset: Optional[Dataset] = None


def read_described(path: str) -> Described:
    """The trial that a file describes. Raises FanoutError where it cannot be read or has another version."""
    try:
        with open(path, encoding="utf-8") as file:
            raw = json.load(file)
    except (OSError, ValueError) as error:
        raise FanoutError(f"cannot read FANOUT_TRIAL, {path}: {error}") from error
    version = raw.get("version") if isinstance(raw, dict) else None
    if version != _VERSION:
        raise FanoutError(
            f"{path} describes a trial in version {version} of the format, this package reads version "
            f"{_VERSION}: install the fanout-client that belongs to the fanout that runs the study"
        )
    try:
        return _described(raw)
    except (KeyError, TypeError, ValueError) as error:
        raise FanoutError(f"{path} does not describe a trial: {type(error).__name__} {error}") from error


def _described(raw: Dict[str, Any]) -> Described:
    return Described(
        fold=int(raw["fold"]),
        folds=int(raw["folds"]),
        seed=int(raw["seed"]),
        run=str(raw["run"]),
        key=str(raw["trial"]),
        arm=str(raw["arm"]),
        attempt=int(raw["attempt"]),
        levels=dict(raw.get("levels") or {}),
        parameters=dict(raw["parameters"]),
        directory=raw.get("directory"),
        checkpoint=raw.get("checkpoint"),
        metrics=raw.get("metrics"),
        objective=_objective(raw.get("objective")),
        split=_split(raw.get("split")),
        folding=_folding(raw.get("folding"), int(raw["folds"])),
        dataset=_dataset(raw.get("dataset")),
    )


def _objective(raw: Optional[Dict[str, Any]]) -> Optional[Objective]:
    return None if raw is None else Objective(str(raw["metric"]), str(raw["direction"]))


def _split(raw: Optional[Dict[str, Any]]) -> Optional[Split]:
    return None if raw is None else Split(int(raw["examples"]), str(raw["train"]), str(raw["validation"]))


def _folding(raw: Optional[Dict[str, Any]], folds: int) -> Folding:
    if raw is None:
        return Folding(folds)
    return Folding(
        int(raw["count"]),
        bool(raw["shuffle"]),
        int(raw["seed"]),
        kind=str(raw.get("kind") or "kfold"),
        repeats=int(raw.get("repeats") or 1),
        test=float(raw.get("test") or 0.2),
    )


def _dataset(raw: Optional[Dict[str, Any]]) -> Optional[Dataset]:
    if raw is None:
        return None
    classes = raw.get("classes")
    return Dataset(
        name=str(raw["name"]),
        examples=int(raw["examples"]),
        classes=None if classes is None else int(classes),
        shape=tuple(int(size) for size in raw["shape"]),
        x=str(raw["x"]),
        y=str(raw["y"]),
        task=str(raw.get("task") or "classification"),
    )
