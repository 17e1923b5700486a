"""Reads the indices that fanout writes as npy files (numpy.lib.format), without numpy."""

from __future__ import annotations

import ast
import sys
from array import array
from typing import List

from ._errors import FanoutError

_MAGIC = b"\x93NUMPY"


def read_indices(path: str) -> List[int]:
    """The whole numbers of a one-dimensional npy file of 64-bit integers. Raises FanoutError."""
    try:
        with open(path, "rb") as file:
            content = file.read()
    except OSError as error:
        raise FanoutError(f"cannot read the indices of the split, {path}: {error.strerror}") from error
    if content[:6] != _MAGIC or len(content) < 12:
        raise FanoutError(f"{path} is not an npy file, so the split cannot be read")
    size = 2 if content[6] == 1 else 4
    start = 8 + size + int.from_bytes(content[8 : 8 + size], "little")
    try:
        header = ast.literal_eval(content[8 + size : start].decode("latin-1"))
        descr, shape = header["descr"], header["shape"]
    except (ValueError, SyntaxError, KeyError, TypeError) as error:
        raise FanoutError(f"the header of {path} is damaged, so the split cannot be read") from error
    if descr != "<i8" or len(shape) != 1 or len(content) != start + 8 * shape[0]:
        raise FanoutError(
            f"{path} must hold 64-bit integers in one dimension, found {descr} of shape {shape} in "
            f"{len(content) - start} bytes"
        )
    values = array("q")
    values.frombytes(content[start:])
    if sys.byteorder == "big":
        values.byteswap()
    return values.tolist()
