"""Photos that a unit put into its form: taken out as they are, of safe kinds only."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from typing import TYPE_CHECKING

from doc_templates.word_parts import MAIN, relations, resolved

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_PICTURES = 30
_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpg"),
    (b"II*\x00", "tif"),
    (b"MM\x00*", "tif"),
)


@dataclass(frozen=True, slots=True)
class Picture:
    """A photo by the name it has inside the Word file; ``kept`` when it is of a safe kind."""

    name: str
    content: bytes
    kept: bool


def pictures(members: Mapping[str, bytes]) -> list[Picture]:
    """The pictures of the main part, each once; drawings that are no photos are not kept."""
    parts = dict.fromkeys(
        resolved(MAIN, each.target)
        for each in relations(members, MAIN)
        if each.sort == "image" and not each.external
    )
    counted = enumerate(part for part in parts if part in members)
    return [_picture(part, members[part], wanted=at < MOST_PICTURES) for at, part in counted]


def _picture(part: str, content: bytes, *, wanted: bool) -> Picture:
    suffix = next((suffix for magic, suffix in _MAGIC if content.startswith(magic)), "")
    stem = posixpath.splitext(posixpath.basename(part))[0]
    name = f"{stem}.{suffix}" if suffix else posixpath.basename(part)
    return Picture(name, content, wanted and bool(suffix))
