"""The error that this package raises."""

from __future__ import annotations


class FanoutError(Exception):
    """Something that the program or its study has to change: the message says what."""
