"""The index folder: generations of it, one of which is in use.

A rebuild fills a new generation while the one in use goes on answering; a file of one line
then names the new one. A rebuild that was cut short is taken up where it stopped.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cases.obstacles import obstacle
from cases.saving import CannotSaveError, write_durably
from index.engines.engine import DamagedIndexError, IndexBusyError, NoIndexError
from index.engines.registry import engine_for
from index.store.documents import DocumentStore

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from index.engines.engine import Engine
    from index.engines.registry import EngineSettings

FORM = 1
CURRENT, LOCK, KEPT_TEXTS = "当前.json", ".lock", "extracted.sqlite3"
_NAME = re.compile(r"g[0-9]{4,9}")
_DROPPED = re.compile(r"\.g[0-9]{4,9}")


@dataclass(frozen=True, slots=True)
class Generation:
    """One whole index: the store, and the engine that holds its postings."""

    folder: Path
    engine_name: str
    store: DocumentStore
    engine: Engine

    @property
    def name(self) -> str:
        """``g0001`` and so on."""
        return self.folder.name

    def close(self) -> None:
        """Let go of its files."""
        self.engine.close()
        self.store.close()


class IndexFolder:
    """The folder ``index/`` of a workspace, which may be deleted at any time."""

    def __init__(self, folder: Path, settings: EngineSettings) -> None:
        """Name the folder and the engine that the settings want; nothing is opened yet."""
        self.folder, self.settings = folder, settings

    @property
    def kept_texts(self) -> Path:
        """Where extracted texts are kept from one rebuild to the next."""
        return self.folder / KEPT_TEXTS

    def current(self) -> Generation:
        """The generation in use; raises NoIndexError, DamagedIndexError."""
        name, engine = self._named()
        generation = self._generation(name, engine)
        if not generation.store.file.is_file():
            raise DamagedIndexError(reason=generation.store.file.name)
        return generation

    def exists(self) -> bool:
        """Whether there is a generation in use, sound or not."""
        return (self.folder / CURRENT).is_file()

    def used(self) -> str:
        """The name of the generation in use; empty where there is none."""
        try:
            return self._named()[0]
        except (NoIndexError, DamagedIndexError):
            return ""

    def is_replaced(self, name: str) -> bool:
        """Whether another generation is in use by now than the one named."""
        return self.used() not in ("", name)

    def building(self) -> Generation:
        """The generation that a rebuild fills: a new one, or the one cut short before."""
        names = self._names()
        used = self.used()
        newest = names[-1] if names else "g0000"
        name = newest if names and newest != used else f"g{int(newest[1:]) + 1:04d}"
        note = self.folder / name / CURRENT
        if name == newest and _engine_in(note) != self.settings.name:
            self._drop(name)
        generation = self._generation(name, self.settings.name)
        generation.store.create()
        if not note.is_file():
            write_durably(note, self._line(name))
        return generation

    def adopt(self, generation: Generation) -> None:
        """Make a generation the one in use and let the others go."""
        generation.engine.adopt()
        write_durably(self.folder / CURRENT, self._line(generation.name))
        for name in self._names():
            if name != generation.name:
                self._drop(name)

    def discard(self, generation: Generation) -> None:
        """Let a generation go that cannot be filled."""
        generation.close()
        self._drop(generation.name)

    def drop(self) -> None:
        """Forget every generation; raise CannotSaveError where that cannot be done."""
        for name in self._names():
            self._drop(name)
        try:
            (self.folder / CURRENT).unlink(missing_ok=True)
            for name in (*self._names(), *self._names(_DROPPED)):
                shutil.rmtree(self.folder / name)
        except OSError as error:
            raise CannotSaveError(path=self.folder, reason=obstacle(error)) from error

    def drop_texts(self) -> None:
        """Forget the texts that were kept for the next rebuild."""
        try:
            for file in self.folder.glob(f"{KEPT_TEXTS}*"):
                file.unlink(missing_ok=True)
        except OSError as error:
            raise CannotSaveError(path=self.folder, reason=obstacle(error)) from error

    @contextmanager
    def locked(self, *, wait: bool) -> Iterator[bool]:
        """One writer at a time; without ``wait`` False tells that somebody else is at it."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            handle = os.open(self.folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise CannotSaveError(path=self.folder / LOCK, reason=obstacle(error)) from error
        try:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
            except BlockingIOError:
                yield False
            else:
                yield True
        finally:
            os.close(handle)

    @contextmanager
    def locked_or_busy(self) -> Iterator[None]:
        """As the one writer; raise IndexBusyError when somebody else is at it."""
        with self.locked(wait=False) as free:
            if not free:
                raise IndexBusyError
            yield

    def _named(self) -> tuple[str, str]:
        """Name and engine of the generation in use."""
        file = self.folder / CURRENT
        if not file.is_file():
            raise NoIndexError
        try:
            told = json.loads(file.read_text("utf-8"))
            name, engine, form = str(told["代"]), str(told["引擎"]), told["格式"]
        except (OSError, ValueError, LookupError, TypeError) as error:
            raise DamagedIndexError(reason=CURRENT) from error
        if form != FORM or not _NAME.fullmatch(name):
            raise DamagedIndexError(reason=CURRENT)
        return name, engine

    def _names(self, shape: re.Pattern[str] = _NAME) -> list[str]:
        """The generations there are, oldest first."""
        if not self.folder.is_dir():
            return []
        return sorted(each.name for each in self.folder.iterdir() if shape.fullmatch(each.name))

    def _generation(self, name: str, engine: str) -> Generation:
        folder = self.folder / name
        store = DocumentStore(folder)
        settings = replace(self.settings, name=engine)
        return Generation(folder, engine, store, engine_for(settings, folder))

    def _line(self, name: str) -> bytes:
        told = {"格式": FORM, "代": name, "引擎": self.settings.name}
        return json.dumps(told, ensure_ascii=False).encode()

    def _drop(self, name: str) -> None:
        """Remove a generation, first in name, so that whoever searches it sees at once, then all.

        What an earlier removal left when it was cut short goes too.
        """
        self._sweep()
        with suppress(OSError):
            (self.folder / name).rename(self.folder / f".{name}")
        self._sweep()

    def _sweep(self) -> None:
        """Remove what was dropped, from the cluster too where the engine is one."""
        for name in self._names(_DROPPED):
            folder = self.folder / name
            if _engine_in(folder / CURRENT) == self.settings.name:
                self._generation(name, self.settings.name).engine.clear()
            shutil.rmtree(folder, ignore_errors=True)


def _engine_in(note: Path) -> str:
    """The engine that a generation was begun for; empty where that cannot be told."""
    try:
        return str(json.loads(note.read_text("utf-8"))["引擎"])
    except (OSError, ValueError, LookupError, TypeError):
        return ""
