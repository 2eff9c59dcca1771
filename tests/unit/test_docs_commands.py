"""Every command stands in README and no document names a command that is not there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from cases.words import sentences
from cli.application import app
from cli.tree import hang

ROOT = Path(__file__).parents[2]
DOCUMENTS = (ROOT / "README.md", *sorted((ROOT / "docs" / "handbook").glob("*.md")))
INNER_PAGES = sorted((ROOT / "docs" / "handbook").glob("*/*.md"))
_NAMED = re.compile(r"jiangdang((?: -w \S+)?)((?: [a-z][a-z-]*)+)")


def commands(group: Any, above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The paths of all commands below a group."""
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, (*above, name))
        else:
            yield (*above, name)


hang([])
PATHS = {path for path in commands(get_command(app)) if path != ("version",)}
TEXT = "\n".join(path.read_text(encoding="utf-8") for path in DOCUMENTS)


@pytest.mark.parametrize("path", sorted(PATHS), ids=" ".join)
def test_a_command_stands_in_the_documents(path):
    assert re.search(rf"jiangdang {' '.join(path)}(?![\w-])", TEXT)


def test_readme_lists_every_command_in_its_table():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert {path for path in PATHS if f"`jiangdang {' '.join(path)}`" not in readme} == set()


@pytest.mark.parametrize("document", (*DOCUMENTS, *INNER_PAGES), ids=lambda path: path.name)
def test_a_document_names_no_command_that_is_not_there(document):
    text = document.read_text(encoding="utf-8")
    named = {tuple(words.split()) for _, words in _NAMED.findall(text)}
    unknown = {words for words in named if not _is_known(words)}
    assert unknown == set()


def test_a_message_sends_nobody_to_a_command_that_is_not_there():
    named = {
        tuple(words.split()) for text in sentences().values() for _, words in _NAMED.findall(text)
    }
    assert {words for words in named if not _is_known(words)} == set()


def _is_known(words: tuple[str, ...]) -> bool:
    """Whether the words begin with a command; what follows are its arguments."""
    return any(words[: len(path)] == path for path in PATHS)
