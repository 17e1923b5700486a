"""Whether the program was told to stop: SIGTERM."""

from __future__ import annotations

import signal
import threading
from types import FrameType
from typing import Any, Optional


class Stopping:
    """Watches for SIGTERM from the first time that it is asked.

    Until then, and in a program that never asks, SIGTERM ends the program as it always does. A handler that
    was there before is called as well. Outside the main thread Python lets nobody handle signals: nothing
    is watched for.
    """

    def __init__(self) -> None:
        self._stopped = False
        self._watches = False
        self._previous: Any = None

    def asked(self) -> bool:
        """True after SIGTERM."""
        if not self._watches and threading.current_thread() is threading.main_thread():
            self._watches = True
            self._previous = signal.signal(signal.SIGTERM, self._on_signal)
        return self._stopped

    def _on_signal(self, number: int, frame: Optional[FrameType]) -> None:
        self._stopped = True
        if callable(self._previous):
            self._previous(number, frame)


# One for the program, as there is one handler for a signal.
STOPPING = Stopping()
