"""The font files of this machine: their faces, families, outlines and characters."""

from __future__ import annotations

import os
import struct
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

FONTS_VARIABLE = "JIANGDANG_FONTS"
_SUFFIXES = {".ttf", ".ttc", ".otf", ".otc"}
_FAMILY_NAMES = (1, 16)
_POSTSCRIPT_NAME = 6
_PLAIN_STYLES = ("Regular", "Book", "Roman", "Normal", "Light", "常规", None)
_SYSTEM_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts")
# OpenType OS/2 fsType: bit 1 alone forbids embedding, which PDF/A needs.
_NO_EMBEDDING, _SOME_EMBEDDING = 0x0002, 0x000C


@dataclass(frozen=True, slots=True)
class Face:
    """One face of a font file: where it is, what it and PDFs call it, how it is drawn.

    ``is_plain`` when it is the regular one of its family, ``is_locked`` when its licence
    bits forbid embedding.
    """

    path: str
    number: int
    families: tuple[str, ...]
    postscript: str = ""
    is_plain: bool = True
    is_truetype: bool = True
    is_locked: bool = False

    @property
    def is_usable(self) -> bool:
        """Whether it may be set in a PDF/A that LibreOffice makes."""
        return self.is_truetype and not self.is_locked


def own_folder() -> Path:
    """Where set-up keeps fonts of ours: beside the product, for everybody who runs it.

    ``JIANGDANG_FONTS`` names another folder.
    """
    named = os.environ.get(FONTS_VARIABLE)
    return Path(named).absolute() if named else Path(sys.prefix) / "share" / "jiangdang" / "fonts"


def font_folders() -> list[Path]:
    """The folders that may hold fonts."""
    home = os.environ.get("HOME")
    of_user = [f"{home}/.fonts", f"{home}/.local/share/fonts"] if home else []
    places = (str(own_folder()), *_SYSTEM_FOLDERS, *of_user)
    return [Path(folder) for folder in places if Path(folder).is_dir()]


@cache
def faces_in(folders: tuple[Path, ...]) -> tuple[Face, ...]:
    """Every face in the folders, usable or not, in the order of their paths."""
    files = {path for folder in folders for path in folder.rglob("*") if _is_font(path)}
    return tuple(face for path in sorted(files) for face in _faces(path))


def _is_font(path: Path) -> bool:
    return path.suffix.lower() in _SUFFIXES and path.is_file()


def _faces(path: Path) -> Iterator[Face]:
    """The faces of one file; a broken font file has none."""
    from fontTools.ttLib import TTCollection, TTFont, TTLibError

    collected = path.suffix.lower() in (".ttc", ".otc")
    try:
        with path.open("rb") as stream:
            opened = TTCollection(stream, lazy=True) if collected else TTFont(stream, lazy=True)
            for number, font in enumerate(opened.fonts if collected else [opened]):
                if "name" in font:
                    yield _face(path, number, font)
    except (TTLibError, OSError, ValueError, AssertionError, struct.error):
        return


def _face(path: Path, number: int, font: Any) -> Face:
    """What one opened face says of itself."""
    rights = font["OS/2"].fsType if "OS/2" in font else 0
    names = font["name"]
    return Face(
        path=str(path),
        number=number,
        families=_families(names.names),
        postscript=names.getDebugName(_POSTSCRIPT_NAME) or "",
        is_plain=(names.getDebugName(17) or names.getDebugName(2)) in _PLAIN_STYLES,
        is_truetype="glyf" in font,
        is_locked=bool(rights & _NO_EMBEDDING) and not rights & _SOME_EMBEDDING,
    )


def _families(records: Iterable[Any]) -> tuple[str, ...]:
    """The family names of a face, in every language, decoded where possible."""
    found = dict.fromkeys(
        record.toUnicode(errors="replace") for record in records if record.nameID in _FAMILY_NAMES
    )
    return tuple(name for name in found if "\ufffd" not in name)
