"""The options that every command takes, accepted before and after the command."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

FLAGS = {"--json": "json", "--verbose": "verbose", "--version": "version"}
VALUED = {"-w": "workspace", "--workspace": "workspace", "--actor": "actor"}


class MissingValueError(ValueError):
    """A global option that needs a value stands last."""


@dataclass(slots=True)
class Globals:
    """The global options of one call."""

    workspace: str = field(default_factory=lambda: os.environ.get("JIANGDANG_WORKSPACE", ""))
    actor: str = ""
    json: bool = False
    verbose: bool = False
    version: bool = False

    @property
    def start(self) -> Path:
        """Where the search for the workspace begins."""
        return Path(self.workspace or Path.cwd()).resolve()


def split_globals(words: list[str]) -> tuple[Globals, list[str]]:
    """Take the global options out of a command line, wherever they stand before ``--``."""
    found, rest = Globals(), []
    queue = iter(words)
    for word in queue:
        if word == "--":
            rest += [word, *queue]
            break
        name, equals, value = word.partition("=")
        if word in FLAGS:
            setattr(found, FLAGS[word], True)
        elif name in VALUED:
            setattr(found, VALUED[name], value if equals else _next(queue, name))
        else:
            rest.append(word)
    return found, rest


def _next(queue: Iterator[str], name: str) -> str:
    """The value after a valued option."""
    value = next(queue, None)
    if value is None or value in FLAGS or value in VALUED:
        raise MissingValueError(name)
    return value
