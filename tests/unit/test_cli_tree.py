"""A command line hangs only its own commands, and none is missing."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest

from cli.tree import _HOLD

_NAMES = """
import sys
from typer.main import get_command
from cli.application import app
from cli.tree import hang
hang(sys.argv[1:])
def names(command, above=""):
    for name, each in sorted(getattr(command, "commands", {}).items()):
        yield from names(each, f"{above} {name}")
    if not hasattr(command, "commands"):
        yield above.strip()
print("\\n".join(names(get_command(app))))
"""


def hung(*words: str) -> set[str]:
    said: Any = subprocess.run(
        [sys.executable, "-c", _NAMES, *words], capture_output=True, text=True, check=True
    )
    return set(said.stdout.split("\n")) - {""}


@pytest.fixture(scope="module")
def everything() -> set[str]:
    return hung()


def test_every_first_word_hangs_all_of_its_commands(everything: set[str]) -> None:
    assert {name.split()[0] for name in everything} == set(_HOLD)
    for first in ("archive", "doc", "stamp", "index", "search", "audit", "case"):
        own = {name for name in everything if name.split()[0] == first}
        assert {name for name in hung(first) if name.split()[0] == first} == own


def test_a_search_hangs_nothing_else() -> None:
    assert hung("search", "整改") == {"search"}
