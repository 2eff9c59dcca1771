"""The official families of GB/T 9704, what stands in for each here, and who draws what."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING

from doc_templates.fonts.characters import Characters, characters_of
from doc_templates.fonts.faces import faces_in, font_folders

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from doc_templates.fonts.faces import Face

_SONG = ("Fandol Song", "AR PL UMing CN", "AR PL SungtiL GB")
# GB/T 9704 5.2.2 and 7: body 仿宋, title 小标宋, headings 黑体 and 楷体, page numbers 宋体.
# For each: its names, best first, then what may stand in for it.
FAMILIES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "仿宋": (("仿宋_GB2312", "仿宋", "FangSong", "FangSong_GB2312", "方正仿宋_GBK", "方正仿宋简体",
            "STFangsong", "华文仿宋"),
           ("Fandol Fang", *_SONG)),
    "楷体": (("楷体_GB2312", "楷体", "KaiTi", "KaiTi_GB2312", "方正楷体_GBK", "方正楷体简体",
            "STKaiti", "华文楷体"),
           ("Fandol Kai", "AR PL UKai CN", "AR PL KaitiM GB", "LXGW WenKai")),
    "黑体": (("黑体", "SimHei", "方正黑体_GBK", "方正黑体简体", "STHeiti", "华文黑体"),
           ("WenQuanYi Zen Hei", "WenQuanYi Micro Hei")),
    "宋体": (("宋体", "SimSun", "NSimSun", "新宋体", "方正书宋_GBK", "方正书宋简体",
            "STSong", "华文宋体"),
           _SONG),
    "小标宋": (("方正小标宋简体", "方正小标宋_GBK", "FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05",
             "小标宋", "小标宋体"),
            ("华文中宋", "STZhongsong", "Fandol Biaosong", *_SONG)),
}  # fmt: skip
# Families that staff put into templates: drawn as their nearest official relative.
RELATIVES = {
    "华文中宋": "小标宋", "STZhongsong": "小标宋", "等线": "黑体", "DengXian": "黑体",
    "微软雅黑": "黑体", "Microsoft YaHei": "黑体",
}  # fmt: skip
# Where a rare character is looked for next, in the order of likeness to the families above.
_RARE = (
    "SimSun", "AR PL UMing CN", "BabelStone Han", "SimSun-ExtB", "HanaMinA", "HanaMinB",
    "AR PL UKai CN", "LXGW WenKai", "WenQuanYi Zen Hei", "DejaVu Sans",
)  # fmt: skip
_LAYOUT_SIGNS = frozenset("\n\t\r ")


@dataclass(frozen=True, slots=True)
class Substitution:
    """An official family and the one that stands in for it; "" when none does."""

    official: str
    used: str

    @property
    def is_substitute(self) -> bool:
        """Whether the official family itself is not there."""
        return self.used not in FAMILIES[self.official][0]


def official_of(name: str) -> str:
    """The official family that a font name means; "" for any other font."""
    return _OFFICIAL.get(name, "")


_OFFICIAL = {name: key for key, (names, _) in FAMILIES.items() for name in (key, *names)}
_OFFICIAL |= RELATIVES


class FontSet:
    """The fonts of some folders, and what they make of the official families."""

    def __init__(self, folders: tuple[Path, ...]) -> None:
        """Look into the folders when first asked."""
        self._folders = folders

    @cached_property
    def usable(self) -> Mapping[str, Face]:
        """The usable face of each family name, the regular one where there are several."""
        faces = [face for face in faces_in(self._folders) if face.is_usable]
        faces.sort(key=lambda face: not face.is_plain)
        found: dict[str, Face] = {}
        for face in faces:
            for family in face.families:
                found.setdefault(family, face)
        return found

    @cached_property
    def substitutions(self) -> tuple[Substitution, ...]:
        """For each official family, the family that documents will really be set in."""
        return tuple(
            Substitution(key, next((n for n in (*names, *others) if n in self.usable), ""))
            for key, (names, others) in FAMILIES.items()
        )

    @cached_property
    def rejected(self) -> tuple[Face, ...]:
        """Faces of official families that are here but not usable, where no usable one is."""
        missing = {
            n for s in self.substitutions if s.is_substitute for n in FAMILIES[s.official][0]
        }
        faces = (face for face in faces_in(self._folders) if not face.is_usable)
        return tuple(face for face in faces if missing & {*face.families})

    @cached_property
    def locked_files(self) -> tuple[str, ...]:
        """The files of fonts that may not be embedded."""
        return tuple(sorted({face.path for face in faces_in(self._folders) if face.is_locked}))

    def chain(self, official: str) -> tuple[str, ...]:
        """The families in which a character of an official family is looked for, in order."""
        names, others = FAMILIES.get(official, ((), ()))
        used = [name for name in (*names, *others) if name in self.usable]
        return tuple(dict.fromkeys((*used[:1], *used, *self.last_resorts)))

    @cached_property
    def well_known(self) -> tuple[str, ...]:
        """The families that documents are set in, and those rich in rare characters."""
        used = (each.used for each in self.substitutions)
        return tuple(dict.fromkeys(name for name in (*used, *_RARE) if name in self.usable))

    @cached_property
    def last_resorts(self) -> tuple[str, ...]:
        """The families for rare characters: those known to be rich, then all others here."""
        song = next(each.used for each in self.substitutions if each.official == "宋体")
        rich = [name for name in (song, *_RARE) if name in self.usable]
        faces: dict[Face, str] = {}
        for name, face in sorted(self.usable.items()):
            faces.setdefault(face, name)
        return tuple(dict.fromkeys((*rich, *faces.values())))

    def used_for(self, name: str) -> str:
        """The family that text is set in which asks for a font name; "" when there is none."""
        if name in self.usable:
            return name
        return next(iter(self.chain(official_of(name))), "")

    def lacking(self, family: str, text: str) -> tuple[str, ...]:
        """The characters of a text that a family does not draw."""
        drawn = self.characters(family).drawn
        return tuple(sign for sign in text if sign not in drawn and sign not in _LAYOUT_SIGNS)

    def drawn_by(self, sign: str, official: str) -> str:
        """The family that draws a character where an official family is asked for; "" if none."""
        return next((name for name in self.chain(official) if self.covers(name, sign)), "")

    def covers(self, family: str, text: str) -> bool:
        """Whether a family draws every character of the text."""
        return not self.lacking(family, text)

    def characters(self, family: str) -> Characters:
        """The characters of a family's face; none when the family is not here."""
        face = self.usable.get(family)
        return characters_of(face) if face else Characters()

    @cached_property
    def _common(self) -> frozenset[str]:
        """What the families that documents are set in draw, and what no font has to."""
        drawn = (self.characters(each.used).drawn for each in self.substitutions if each.used)
        return frozenset(map(chr, range(0x20))).union(*drawn)

    def missing(self, text: str) -> tuple[str, ...]:
        """The characters of a text that no font here draws; none when there is no font."""
        rare = {*text} - self._common if self.usable else ()
        if not rare:
            return ()
        return tuple(sign for sign in dict.fromkeys(text) if sign in rare and self._undrawn(sign))

    def _undrawn(self, sign: str) -> bool:
        return not self.drawn_by(sign, "")


def fonts_here() -> FontSet:
    """The fonts of this machine."""
    return _font_set(tuple(font_folders()))


_font_set = cache(FontSet)


def substitutions() -> tuple[Substitution, ...]:
    """For each official family, the family that documents are set in on this machine."""
    return fonts_here().substitutions


def missing_characters(texts: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """The characters that no font here draws, by the name of the text that has them.

    Empty when the machine has no fonts at all: nothing is then printed here.
    """
    here = fonts_here()
    found = {name: here.missing(text) for name, text in texts.items()}
    return {name: signs for name, signs in found.items() if signs}
