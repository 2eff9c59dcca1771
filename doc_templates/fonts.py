"""Fonts: which stand in for the official ones, said aloud, and what they cannot draw.

LibreOffice 7.4 breaks PDF/A-2b with CFF-flavoured fonts, so only TrueType outlines are
let near it, through a fontconfig file of our own.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from cases.digest import digest_of
from cases.saving import write_durably
from doc_templates.cache_folder import cache_folder

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

# GB/T 9704 5.2.2 and 7: body 仿宋, title 小标宋, headings 黑体 and 楷体, page numbers 宋体.
FAMILIES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "仿宋": (("仿宋_GB2312", "仿宋", "FangSong", "FangSong_GB2312", "STFangsong", "华文仿宋"),
           ("AR PL UMing CN", "AR PL SungtiL GB")),
    "楷体": (("楷体_GB2312", "楷体", "KaiTi", "KaiTi_GB2312", "STKaiti", "华文楷体"),
           ("AR PL UKai CN", "AR PL KaitiM GB")),
    "黑体": (("黑体", "SimHei", "STHeiti", "华文黑体"),
           ("WenQuanYi Zen Hei", "WenQuanYi Micro Hei")),
    "宋体": (("宋体", "SimSun", "NSimSun", "STSong", "华文宋体"),
           ("AR PL UMing CN", "AR PL SungtiL GB")),
    "小标宋": (("方正小标宋简体", "方正小标宋_GBK", "FZXiaoBiaoSong-B05S", "小标宋", "小标宋体"),
            ("AR PL UMing CN", "AR PL SungtiL GB")),
}  # fmt: skip
_SUFFIXES = {".ttf", ".ttc"}
_FAMILY_NAMES = (1, 16)
_FALLBACKS = ("AR PL UMing CN", "AR PL UKai CN", "WenQuanYi Zen Hei", "LXGW WenKai", "DejaVu Sans")
_LAYOUT_SIGNS = frozenset("\n\t\r ")
_SYSTEM_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts")


@dataclass(frozen=True, slots=True)
class Face:
    """One face of a TrueType font file."""

    path: str
    number: int
    families: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Substitution:
    """An official family and the one that stands in for it; "" when none does."""

    official: str
    used: str

    @property
    def is_substitute(self) -> bool:
        """Whether the official family itself is not there."""
        return self.used not in FAMILIES[self.official][0]


@cache
def installed_faces() -> tuple[Face, ...]:
    """Every face with TrueType outlines that this machine has."""
    return tuple(face for path in sorted(set(_font_files())) for face in _faces(path))


def _font_files() -> Iterator[Path]:
    """Font files in the usual folders."""
    for folder in font_folders():
        for path in folder.rglob("*"):
            if path.suffix.lower() in _SUFFIXES and path.is_file():
                yield path


def font_folders() -> list[Path]:
    """The folders that may hold fonts."""
    home = os.environ.get("HOME")
    own = [f"{home}/.fonts", f"{home}/.local/share/fonts"] if home else []
    return [Path(folder) for folder in (*_SYSTEM_FOLDERS, *own) if Path(folder).is_dir()]


def _faces(path: Path) -> Iterator[Face]:
    """The TrueType faces of one file; a broken font file has none."""
    from fontTools.ttLib import TTCollection, TTFont, TTLibError

    try:
        collected = path.suffix.lower() == ".ttc"
        with TTCollection(path, lazy=True) if collected else TTFont(path, lazy=True) as opened:
            for number, font in enumerate(opened.fonts if collected else [opened]):
                if "glyf" in font and "name" in font:
                    yield Face(str(path), number, _families(font["name"].names))
    except (TTLibError, OSError, ValueError, AssertionError):
        return


def _families(records: Iterable[object]) -> tuple[str, ...]:
    """The family names of a face, in every language, decoded where possible."""
    found = dict.fromkeys(
        record.toUnicode(errors="replace")  # type: ignore[attr-defined]
        for record in records
        if getattr(record, "nameID", 0) in _FAMILY_NAMES
    )
    return tuple(name for name in found if "\ufffd" not in name)


@cache
def _faces_by_family() -> Mapping[str, Face]:
    """The first face of each family name."""
    found: dict[str, Face] = {}
    for face in installed_faces():
        for family in face.families:
            found.setdefault(family, face)
    return found


@cache
def substitutions() -> tuple[Substitution, ...]:
    """For each official family, the family that documents will really be set in."""
    have = _faces_by_family()
    return tuple(
        Substitution(official, next((name for name in (*names, *stand_ins) if name in have), ""))
        for official, (names, stand_ins) in FAMILIES.items()
    )


@cache
def _characters(family: str) -> frozenset[int]:
    """The characters that a family can draw."""
    from fontTools.ttLib import TTFont

    face = _faces_by_family().get(family)
    if face is None:
        return frozenset()
    with TTFont(face.path, fontNumber=face.number, lazy=True) as font:
        return frozenset(font.getBestCmap() or ())


def covers(family: str, text: str) -> bool:
    """Whether a family draws every character of the text."""
    return all(ord(sign) in _characters(family) or sign in _LAYOUT_SIGNS for sign in text)


def missing_characters(texts: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """The characters that no font here draws, by the name of the text that has them.

    Empty when the machine has none of the fonts: nothing is then printed here.
    """
    families = [each.used for each in substitutions() if each.used]
    if not families:
        return {}
    drawn = frozenset[int]().union(*map(_characters, (*families, *_FALLBACKS)))
    found = {
        name: tuple(sign for sign in dict.fromkeys(text) if _undrawn(sign, drawn))
        for name, text in texts.items()
    }
    return {name: signs for name, signs in found.items() if signs}


def _undrawn(sign: str, drawn: frozenset[int]) -> bool:
    """Whether a printable character has no glyph; control characters are another matter."""
    return ord(sign) >= 0x20 and ord(sign) not in drawn


def fontconfig_text() -> str:
    """Our fontconfig file: no CFF fonts, and stand-ins for the official families."""
    folders = "".join(f"<dir>{escape(str(folder))}</dir>" for folder in font_folders())
    aliases = "".join(_alias(each) for each in substitutions() if each.used)
    rejected = "".join(
        f'<pattern><patelt name="fontformat"><string>{kind}</string></patelt></pattern>'
        for kind in ("CFF", "Type 1", "CID Type 1", "PCF", "BDF")
    )
    return (
        '<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">\n'
        f"<fontconfig>{folders}<cachedir>{escape(str(cache_folder() / 'fontconfig'))}</cachedir>"
        f"<selectfont><rejectfont>{rejected}</rejectfont></selectfont>{aliases}</fontconfig>\n"
    )


def _alias(each: Substitution) -> str:
    """The rules that put the used family in place of every official name."""
    return "".join(
        f'<alias binding="same"><family>{escape(name)}</family>'
        f"<accept><family>{escape(each.used)}</family></accept></alias>"
        for name in FAMILIES[each.official][0]
        if name != each.used
    )


def fontconfig_file() -> Path:
    """The fontconfig file in the cache folder, named by its own digest."""
    text = fontconfig_text().encode()
    path = cache_folder() / "fonts" / f"{digest_of(text)[7:23]}.conf"
    if not path.is_file():
        write_durably(path, text)
    return path
