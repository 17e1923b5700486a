"""The parameters of a trial, by name."""

from __future__ import annotations

import difflib
from typing import Any, Iterator, Mapping

from ._errors import FanoutError


class UnknownParameter(FanoutError, AttributeError, KeyError):
    """A parameter was asked for that the trial does not have."""

    def __str__(self) -> str:
        # KeyError would show the message as a literal, in quotation marks.
        return str(self.args[0])


class Parameters(Mapping[str, Any]):
    """Parameters of a trial: `params.lr`, `params["lr"]`, `dict(params)`. They cannot be changed.

    A parameter that is called like a method of a mapping (`items`, `keys`, `values`, `get`) is there as
    an item only.
    """

    def __init__(self, values: Mapping[str, Any]) -> None:
        object.__setattr__(self, "_values", dict(values))

    def __getitem__(self, name: str) -> Any:
        """The value of a parameter. Raises UnknownParameter."""
        values: dict[str, Any] = object.__getattribute__(self, "_values")
        if name not in values:
            raise UnknownParameter(_unknown(name, list(values)))
        return values[name]

    def __getattr__(self, name: str) -> Any:
        """The value of a parameter. Raises UnknownParameter."""
        if name.startswith("__"):
            raise AttributeError(name)
        return self[name]

    def __setattr__(self, name: str, value: Any) -> None:
        raise FanoutError(
            f"the parameter {name} cannot be set: parameters are those of the study; keep what changes in a "
            "variable of the program"
        )

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        return f"Parameters({', '.join(f'{name}={value!r}' for name, value in self.items())})"

    def __reduce__(self) -> tuple[type[Parameters], tuple[dict[str, Any]]]:
        return Parameters, (dict(self),)


def with_defaults(defaults: Mapping[str, Any], given: Mapping[str, Any]) -> Parameters:
    """What the study gives, and the program's defaults for the rest.

    Where the default is a float, a whole number becomes one: JSON does not tell 1.0 from 1.
    """
    values = {**defaults, **given}
    for name, default in defaults.items():
        if isinstance(default, float) and type(values[name]) is int:
            values[name] = float(values[name])
    return Parameters(values)


def _unknown(name: str, names: list[str]) -> str:
    if not names:
        return (
            f"there is no parameter {name}: the trial has none; give a default, fanout.trial({name}=…), or "
            "set it in the study"
        )
    close = difflib.get_close_matches(name, names, n=1)
    meant = f", did you mean {close[0]}?" if close else ":"
    return (
        f"there is no parameter {name}{meant} there are {', '.join(names)}; give a default, "
        f"fanout.trial({name}=…), or set it in the study"
    )
