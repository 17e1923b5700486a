"""Checkpoints of a trial: written whole or not at all, checked when they are read, the last two kept."""

from __future__ import annotations

import hashlib
import json
import os
import re
import warnings
from dataclasses import dataclass
from typing import Any, BinaryIO, Callable, List, Optional, Tuple, TypeVar, Union, overload

from ._errors import FanoutError

T = TypeVar("T")

# How many checkpoints of each name are kept: the newest, and one in case that it is damaged.
_KEPT = 2
# What a file ends with that this package knows how to read; others are the caller's.
_BYTES, _JSON = ".bytes", ".json"
_FILE = re.compile(r"(?P<name>.+)-(?P<number>[0-9]{8,})-(?P<sha256>[0-9a-f]{64})(?P<suffix>\.[^/]*)?")
# One that is being written, or that an attempt was killed over.
_PART = re.compile(r"\..+\.part(\.[^/]*)?")
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}")


@dataclass(frozen=True)
class _Kept:
    number: int
    sha256: str
    suffix: str
    path: str


class Checkpoint:
    """What a trial keeps between its attempts. One process at a time may save.

        trial.checkpoint.save({"epoch": 3, "weights": [0.5, 1.25]})            # JSON, or bytes
        state = trial.checkpoint.load()                                         # None where there is none

        trial.checkpoint.save(lambda file: torch.save(state, file))            # a function that writes a file
        state = trial.checkpoint.load(torch.load)                               # and one that reads it

    Where there is no directory (outside of fanout, unless the caller has named one), nothing is saved.
    """

    def __init__(self, directory: Optional[str]) -> None:
        self._directory = directory

    @property
    def directory(self) -> Optional[str]:
        """The directory, kept between attempts, for frameworks that save their checkpoints themselves."""
        return self._directory

    def save(
        self,
        state: Union[bytes, Callable[[BinaryIO], object], Any],
        *,
        name: str = "checkpoint",
        suffix: str = "",
    ) -> None:
        """Saves a checkpoint: bytes, what JSON can hold, or a function that writes to a binary file.

        The file takes its place when all of it is on the disk, so an attempt that is killed leaves the
        checkpoint before it. Checkpoints of different names do not replace each other. A framework that
        wants a path takes `file.name`, and `suffix` (".keras") is what that path ends with. Raises
        FanoutError for a state that JSON cannot hold and OSError when the disk is full.
        """
        _check_name(name, suffix)
        if self._directory is None:
            return
        write, suffix = _writer(state, suffix)
        os.makedirs(self._directory, exist_ok=True)
        part = self._path(f".{name}.part{suffix}")
        try:
            with open(part, "w+b") as file:
                write(file)
            sha256 = _synced(part)
            kept = self._kept(name)
            number = kept[0].number + 1 if kept else 1
            os.replace(part, self._path(f"{name}-{number:08d}-{sha256}{suffix}"))
        except BaseException:
            _remove(part)
            raise
        _sync_directory(self._directory)
        for old in kept[_KEPT - 1 :]:
            _remove(old.path)

    @overload
    def load(self, read: None = None, *, name: str = "checkpoint") -> Any: ...

    @overload
    def load(self, read: Callable[[BinaryIO], T], *, name: str = "checkpoint") -> Optional[T]: ...

    def load(self, read: Optional[Callable[[BinaryIO], Any]] = None, *, name: str = "checkpoint") -> Any:
        """The newest checkpoint that is whole, or None.

        Bytes and JSON come back as they were saved. What a function has written needs one that reads it, from
        a binary file (`file.name` is its path). A damaged checkpoint is passed over with a warning.
        """
        _check_name(name)
        for kept in self._kept(name):
            with open(kept.path, "rb") as file:
                if _sha256(file) != kept.sha256:
                    warnings.warn(f"{kept.path} is damaged: the checkpoint before it is used", stacklevel=2)
                    continue
                file.seek(0)
                return read(file) if read else _read(file, kept)
        return None

    def clear(self) -> None:
        """Removes the checkpoints of all names: a trial that is done needs none, and they take space."""
        for entry in self._entries():
            if _FILE.fullmatch(entry) or _PART.fullmatch(entry):
                _remove(self._path(entry))

    def _kept(self, name: str) -> List[_Kept]:
        """The checkpoints of a name, the newest first."""
        kept = [
            _Kept(int(match["number"]), match["sha256"], match["suffix"] or "", self._path(match[0]))
            for match in map(_FILE.fullmatch, self._entries())
            if match and match["name"] == name
        ]
        return sorted(kept, key=lambda one: one.number, reverse=True)

    def _entries(self) -> List[str]:
        try:
            return os.listdir(self._directory) if self._directory is not None else []
        except FileNotFoundError:
            return []

    def _path(self, entry: str) -> str:
        return os.path.join(self._directory or "", entry)


def _check_name(name: str, suffix: str = "") -> None:
    if not _NAME.fullmatch(name):
        raise FanoutError(
            f"a checkpoint cannot be called {name!r}: use letters, digits and _ . -, at most 100 of them"
        )
    if suffix and not re.fullmatch(r"(\.[A-Za-z0-9_-]+)+", suffix):
        raise FanoutError(f'suffix must be an ending such as ".keras", found {suffix!r}')
    if suffix in (_BYTES, _JSON):
        raise FanoutError(f"suffix cannot be {suffix!r}: such checkpoints are read without a function")


def _writer(state: Any, suffix: str) -> Tuple[Callable[[BinaryIO], object], str]:
    if callable(state):
        return state, suffix
    if isinstance(state, (bytes, bytearray, memoryview)):
        return (lambda file: file.write(state)), _BYTES
    try:
        content = json.dumps(state).encode()
    except (TypeError, ValueError) as error:
        raise FanoutError(
            f"the checkpoint cannot be saved as JSON: {error}; give a function that writes it, "
            "save(lambda file: pickle.dump(state, file))"
        ) from error
    return (lambda file: file.write(content)), _JSON


def _read(file: BinaryIO, kept: _Kept) -> Any:
    if kept.suffix == _BYTES:
        return file.read()
    if kept.suffix == _JSON:
        return json.loads(file.read())
    raise FanoutError(
        f"{kept.path} was written by a function of the program: give one that reads it, load(torch.load) or "
        "load(pickle.load)"
    )


def _synced(path: str) -> str:
    """Brings a file to the disk and tells its SHA-256. Opens it anew: a framework may have replaced it."""
    with open(path, "r+b") as file:
        os.fsync(file.fileno())
        return _sha256(file)


def _sha256(file: BinaryIO) -> str:
    digest = hashlib.sha256()
    for block in iter(lambda: file.read(2**20), b""):
        digest.update(block)
    return digest.hexdigest()


def _sync_directory(path: str) -> None:
    try:
        directory = os.open(path, os.O_RDONLY)
    except OSError:
        return  # Windows opens no directories.
    try:
        os.fsync(directory)
    except OSError:
        pass  # Some network file systems cannot; the rename has been made all the same.
    finally:
        os.close(directory)


def _remove(path: str) -> None:
    try:
        os.remove(path)
    except OSError:
        pass  # A file that stays takes space, and nothing else.
