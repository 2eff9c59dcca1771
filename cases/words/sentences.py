"""Loading the sentences and filling them with facts."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class _Facts(dict[str, str]):
    """Facts that print ``？`` for what nobody gave."""

    def __missing__(self, key: str) -> str:
        return "？"


@cache
def sentences() -> Mapping[str, str]:
    """All sentences by code; a code found in two files is an error of ours."""
    found: dict[str, str] = {}
    folder = files("cases.words").joinpath("messages")
    for entry in sorted(folder.iterdir(), key=lambda item: item.name):
        if entry.name.endswith(".toml"):
            for code, sentence in tomllib.loads(entry.read_text(encoding="utf-8")).items():
                if code in found:
                    raise ValueError(f"{code} stands twice")
                found[code] = sentence
    return found


def message(code: str, facts: Mapping[str, str]) -> str:
    """The sentence of ``code`` filled with ``facts``; the code itself if unknown."""
    sentence = sentences().get(code, code)
    return sentence.format_map(_Facts(facts))
