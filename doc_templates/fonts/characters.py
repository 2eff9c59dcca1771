"""Which characters a face draws, and which it only pretends to draw with a blank glyph."""

from __future__ import annotations

import json
import struct
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cases.digest import digest_of
from cases.saving import CannotSaveError, write_durably
from doc_templates.cache_folder import cache_folder
from doc_templates.fonts.faces import own_folder

if TYPE_CHECKING:
    from doc_templates.fonts.faces import Face

_FOLDER = "characters"
_WITHOUT_INK = ("C", "M", "Z")  # control and format, combining, separators


@dataclass(frozen=True, slots=True)
class Characters:
    """What a face draws; ``blank`` is what its table promises and its outlines lack."""

    drawn: frozenset[str] = frozenset()
    blank: frozenset[str] = frozenset()


@cache
def characters_of(face: Face) -> Characters:
    """The characters of a face; none when the file is broken. Remembered between runs."""
    name = _name(face)
    for folder in (own_folder(), cache_folder()):
        found = _recalled(folder / _FOLDER / name)
        if found is not None:
            return found
    return remember_characters(face, cache_folder())


def remember_characters(face: Face, folder: Path) -> Characters:
    """Read what a face draws, and keep it in ``folder`` for the next run."""
    path = folder / _FOLDER / _name(face)
    found = _recalled(path)
    if found is None:
        found = _read(face)
        _remember(path, found)
    return found


def _name(face: Face) -> str:
    """What the characters are kept under: the file, its size and its time."""
    state = Path(face.path).stat()
    key = f"1 {face.path} {face.number} {state.st_size} {state.st_mtime_ns}"
    return f"{digest_of(key.encode())[7:23]}.json"


def _recalled(path: Path) -> Characters | None:
    """What was kept; None where it is not there or spoilt."""
    try:
        drawn, blank = json.loads(path.read_bytes())
        return Characters(frozenset(drawn), frozenset(blank))
    except (OSError, ValueError, TypeError):
        return None


def _remember(path: Path, found: Characters) -> None:
    """Keep them; a full disk is no reason to stop."""
    lists = ["".join(sorted(found.drawn)), "".join(sorted(found.blank))]
    try:
        write_durably(path, json.dumps(lists, ensure_ascii=False).encode())
    except CannotSaveError:
        return


def _read(face: Face) -> Characters:
    """Read the table of characters and look for glyphs without outlines."""
    from fontTools.ttLib import TTFont, TTLibError

    try:
        with Path(face.path).open("rb") as stream:
            font = TTFont(stream, fontNumber=face.number, lazy=True)
            glyphs = {chr(code): name for code, name in (font.getBestCmap() or {}).items()}
            blank = {
                sign for sign, name in glyphs.items() if _needs_ink(sign) and _is_blank(font, name)
            }
    except (TTLibError, OSError, ValueError, AssertionError, KeyError, struct.error):
        return Characters()
    signs = (sign for sign in glyphs if unicodedata.category(sign) != "Cs")
    return Characters(frozenset(signs) - blank, frozenset(blank))


def _needs_ink(sign: str) -> bool:
    return unicodedata.category(sign)[0] not in _WITHOUT_INK


def _is_blank(font: Any, name: str) -> bool:
    """Whether a glyph has no outline at all (OpenType ``loca``: two equal offsets)."""
    number = font.getGlyphID(name)
    offsets = font["loca"].locations
    return bool(offsets[number] == offsets[number + 1])
