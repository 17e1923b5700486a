"""Metrics that a program reports: a line of JSON for fanout, or a line on the terminal."""

from __future__ import annotations

import json
import operator
import os
import re
from typing import Any, Dict, Mapping, Optional, Union

from ._errors import FanoutError

Number = Union[int, float]

# The largest whole number up to which a double holds every one.
_WHOLE = 2**53
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_./-]{0,63}")


def checked(values: Mapping[str, Any]) -> Dict[str, Number]:
    """The metrics as plain numbers; scalars of numpy, PyTorch and the like are converted.

    Raises FanoutError for a name that fanout does not take, a value that is not a number, an epoch that is
    not whole, and where there is no metric besides `epoch`. The epoch comes first.
    """
    for name in values:
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            raise FanoutError(
                f"a metric cannot be called {name!r}: a name begins with a letter or _, goes on with "
                "letters, digits and _ . / -, and has at most 64 of them"
            )
    epoch_first = sorted(values, key=lambda name: name != "epoch")
    numbers = {name: _checked(name, values[name]) for name in epoch_first}
    if not any(name != "epoch" for name in numbers):
        raise FanoutError("nothing to report: give at least one metric, trial.report(epoch=0, accuracy=0.97)")
    return numbers


def logged(values: Mapping[str, Any]) -> Dict[str, Number]:
    """What a framework has logged, fit to be reported.

    Characters that a name cannot have become `_`, a long name is cut, and what is not a number is left out.
    """
    numbers: Dict[str, Number] = {}
    for name, value in values.items():
        name = re.sub(r"[^A-Za-z0-9_./-]", "_", re.sub(r"^(?![A-Za-z_])", "_", str(name)))[:64]
        try:
            numbers[name] = _number(name, value)
        except FanoutError:
            continue
    return numbers


def publish(numbers: Mapping[str, Number], path: Optional[str]) -> None:
    """Appends the metrics to the file that fanout reads; without one prints them.

    A line is written at once, so that lines of several threads and processes do not mix.
    """
    if path is None:
        print(" ".join(f"{name}={_shown(value)}" for name, value in numbers.items()), flush=True)
        return
    line = (json.dumps(numbers) + "\n").encode()
    file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    try:
        while line:
            line = line[os.write(file, line) :]
    finally:
        os.close(file)


def _shown(value: Number) -> str:
    return str(value) if isinstance(value, int) else format(value, ".6g")


def _checked(name: str, value: Any) -> Number:
    return _epoch(value) if name == "epoch" else _number(name, value)


def _epoch(value: Any) -> int:
    try:
        if isinstance(value, float) and value.is_integer():
            return int(value)
        return operator.index(value)
    except TypeError as error:
        raise FanoutError(f"epoch must be a whole number, found {value!r}") from error


def _number(name: str, value: Any) -> Number:
    if type(value) is int and abs(value) <= _WHOLE:
        return value
    try:
        # Scalars of numpy and PyTorch: float() would warn of a tensor that has a gradient.
        single = value.item() if callable(getattr(value, "item", None)) else value
        if not isinstance(single, (str, bytes, bytearray)):
            return float(single)
    except (TypeError, ValueError, RuntimeError, ArithmeticError):
        pass
    raise FanoutError(f"the metric {name} must be one number, found {type(value).__name__} {_short(value)}")


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 80 else text[:79] + "…"
