"""What ``doctor`` should know about making documents: LibreOffice, fonts, PDF/A."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

from doc_templates.conversion import Soffice, SofficeMissingError
from doc_templates.fonts.families import substitutions

_FONT_PACKAGES = "apt install fonts-arphic-uming fonts-arphic-ukai fonts-wqy-zenhei"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at: what, whether it is well, what to do if not."""

    name: str
    ok: bool
    detail: str
    remedy: str = ""


def check_up() -> list[Check]:
    """The office program, each official font, the PDF/A validator."""
    return [_office(), *_fonts(), _validator()]


def _office() -> Check:
    """Whether Word documents can become PDFs here."""
    try:
        found = Soffice.find()
    except SofficeMissingError as error:
        return Check("LibreOffice", False, error.message, "apt install libreoffice-writer")
    return Check("LibreOffice", True, f"{found.version}（{found.program}）")


def _fonts() -> list[Check]:
    """For each official family, itself or its stand-in; a stand-in is said aloud."""
    found = []
    for each in substitutions():
        name = f"字体 {each.official}"
        if not each.used:
            found.append(Check(name, False, "没有可用的字体", _FONT_PACKAGES))
        elif each.is_substitute:
            detail = f"本机没有，以 {each.used} 代替"
            found.append(Check(name, True, detail, f"安装正版{each.official}字体后自动改用"))
        else:
            found.append(Check(name, True, each.used))
    return found


def _validator() -> Check:
    """Whether PDF/A can be checked."""
    try:
        found = version("page-validation")
    except PackageNotFoundError:
        return Check("PDF/A 校验", False, "没有安装", "pip install page-validation")
    return Check("PDF/A 校验", True, f"page-validation {found}")
