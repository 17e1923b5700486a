"""What the tests share: a trial as fanout describes it to a program, in a file of its own."""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from array import array
from pathlib import Path
from typing import Any, Iterator
from unittest import mock

SOURCE = Path(__file__).parents[1] / "src"


def environment(**variables: str) -> dict[str, str]:
    """The environment without fanout's variables, and some others, for a program that imports the package."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("FANOUT_")}
    return {**kept, "PYTHONPATH": str(SOURCE), **variables}


@contextlib.contextmanager
def outside() -> Iterator[None]:
    """As a program is that nobody but its user has started."""
    with mock.patch.dict(os.environ, environment(), clear=True):
        yield


@contextlib.contextmanager
def inside(**changes: Any) -> Iterator[Path]:
    """As a program is that fanout has started; gives the directory that holds its files."""
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory, "trial.json")
        path.write_text(json.dumps({**described(directory), **changes}), encoding="utf-8")
        variables = environment(FANOUT_TRIAL=str(path))
        with mock.patch.dict(os.environ, variables, clear=True):
            yield Path(directory)


def described(directory: str) -> dict[str, Any]:
    """A trial of a study that says how many examples there are."""
    return {
        "version": 1,
        "run": "digits-1",
        "trial": "lr=0.1/2/7",
        "arm": "lr=0.1",
        "levels": {"lr": "0.1"},
        "parameters": {"lr": 0.1, "epochs": 10, "name": "adam", "nesterov": True, "layers": [64, 32]},
        "fold": 2,
        "folds": 5,
        "seed": 7,
        "attempt": 2,
        "directory": directory,
        "checkpoint": f"{directory}/checkpoint",
        "metrics": f"{directory}/metrics.jsonl",
        "metricsFrom": "lines",
        "objective": {"metric": "accuracy", "direction": "maximize"},
        "split": None,
        "folding": {"count": 5, "shuffle": True, "seed": 1},
        "dataset": None,
    }


def npy(values: list[int], dtype: str = "<i8", version: int = 1) -> bytes:
    """An npy file as numpy.save writes it, of whole numbers."""
    header = f"{{'descr': '{dtype}', 'fortran_order': False, 'shape': ({len(values)},), }}"
    size = 2 if version == 1 else 4
    padded = header.ljust(-(-(9 + size + len(header)) // 64) * 64 - 9 - size) + "\n"
    length = len(padded).to_bytes(size, "little")
    return b"\x93NUMPY" + bytes([version, 0]) + length + padded.encode() + array("q", values).tobytes()
