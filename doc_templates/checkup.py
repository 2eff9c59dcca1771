"""What ``doctor`` should know about making documents: LibreOffice, fonts, PDF/A."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from cases.words import message
from doc_templates.conversion import Soffice, SofficeMissingError
from doc_templates.fonts.families import FAMILIES, fonts_here
from doc_templates.fonts.making import RECIPES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from doc_templates.fonts.faces import Face
    from doc_templates.fonts.families import FontSet, Substitution

_FONT_PACKAGES = (
    "apt install fonts-arphic-uming fonts-arphic-ukai fonts-wqy-zenhei fonts-babelstone-han"
)
_MADE = frozenset(recipe.family for recipe in RECIPES)
_RARE_IN_NAMES = "䶮㛃堃喆赟昇祎𠮷"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at: what, whether it is well, what to do if not."""

    name: str
    ok: bool
    detail: str
    remedy: str = ""


def check_up(fonts: FontSet | None = None) -> list[Check]:
    """The office program, each official font (of this machine), the PDF/A validator."""
    return [_office(), *_fonts(fonts or fonts_here()), _validator()]


def _office() -> Check:
    """Whether Word documents can become PDFs here."""
    try:
        found = Soffice.find()
    except SofficeMissingError as error:
        return Check("LibreOffice", False, error.message, "apt install libreoffice-writer")
    return Check("LibreOffice", True, f"{found.version}（{found.program}）")


def _fonts(here: FontSet) -> list[Check]:
    """For each official family, itself or its stand-in; a stand-in is said aloud."""
    return [*(_family(each, here.rejected) for each in here.substitutions), _rare(here)]


def _family(each: Substitution, rejected: Iterable[Face]) -> Check:
    """One official family: what it is set in, and what would be better."""
    name = f"字体 {each.official}"
    if not each.used:
        return Check(name, False, "没有可用的字体", _FONT_PACKAGES)
    if not each.is_substitute:
        return Check(name, True, each.used)
    wanted = FAMILIES[each.official]
    remedies = [
        message("W695" if face.is_locked else "W694", {"names": "、".join(face.families)})
        for face in rejected
        if {*face.families} & {*wanted[0]}
    ]
    betters = wanted[1][: wanted[1].index(each.used)]
    poor = bool(_MADE.intersection(betters))
    remedies.append(message("W693" if poor else "W692", {"family": each.official}))
    return Check(name, True, f"本机没有，以 {each.used} 代替", "".join(remedies))


def _rare(here: FontSet) -> Check:
    """Whether characters that people's names hold can be printed."""
    missing = here.missing(_RARE_IN_NAMES) if here.usable else (*_RARE_IN_NAMES,)
    if not missing:
        return Check("生僻字", True, f"{_RARE_IN_NAMES} 等可以印出")
    signs = "、".join(missing)
    return Check("生僻字", True, f"印不出 {signs}", message("W696", {"signs": signs}))


def _validator() -> Check:
    """Whether PDF/A can be checked."""
    try:
        found = version("page-validation")
    except PackageNotFoundError:
        return Check("PDF/A 校验", False, "没有安装", "pip install page-validation")
    return Check("PDF/A 校验", True, f"page-validation {found}")
