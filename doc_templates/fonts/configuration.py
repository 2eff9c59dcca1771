"""The private fontconfig file that LibreOffice is given: our fonts, our stand-ins, no CFF."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from cases.digest import digest_of
from cases.saving import write_durably
from doc_templates.cache_folder import cache_folder
from doc_templates.fonts.faces import font_folders
from doc_templates.fonts.families import FAMILIES, RELATIVES, FontSet, fonts_here

if TYPE_CHECKING:
    from collections.abc import Iterable

_FOREIGN = ("CFF", "Type 1", "CID Type 1", "PCF", "BDF")
_LONGEST_CHAIN = 12
_HEAD = '<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">\n'


def fontconfig_file() -> Path:
    """The fontconfig file in the cache folder, named by its own digest."""
    text = fontconfig_text(fonts_here()).encode()
    path = cache_folder() / "fonts" / f"{digest_of(text)[7:23]}.conf"
    if not path.is_file():
        write_durably(path, text)
    return path


def fontconfig_text(fonts: FontSet) -> str:
    """The rules: where fonts lie, which are refused, which stand in for which.

    The files of the fonts in use are named with size and time, so that the digest of the
    text, and with it every PDF kept from before, goes with the fonts.
    """
    folders = "".join(f"<dir>{escape(str(folder))}</dir>" for folder in font_folders())
    blanks = "".join(_without_blanks(fonts, family) for family in fonts.well_known)
    # What fontconfig remembers of a file holds these very rules.
    cache = cache_folder() / "fontconfig" / digest_of(blanks.encode())[7:15]
    refused = "".join(_refusal("fontformat", kind) for kind in _FOREIGN)
    refused += "".join(_refusal("file", path) for path in fonts.locked_files)
    files = {fonts.usable[each.used].path for each in fonts.substitutions if each.used}
    inside = (
        f"<!-- {escape(_stamped(files))} -->{folders}<cachedir>{escape(str(cache))}</cachedir>"
        f"<selectfont><rejectfont>{refused}</rejectfont></selectfont>"
        f"{blanks}{''.join(_aliases(fonts))}{_last_resorts(fonts)}"
    )
    return f"{_HEAD}<fontconfig>{inside}</fontconfig>\n"


def _without_blanks(fonts: FontSet, family: str) -> str:
    """Take from a family the characters that it draws as nothing, so that others draw them."""
    blank = sorted(fonts.characters(family).blank)
    if not blank:
        return ""
    codes = "".join(f"<int>{ord(sign)}</int>" for sign in blank)
    return (
        f'<match target="scan"><test name="family"><string>{escape(family)}</string></test>'
        '<edit name="charset" mode="assign"><minus><name>charset</name>'
        f"<charset>{codes}</charset></minus></edit></match>"
    )


def _refusal(name: str, value: str) -> str:
    """A kind of font that is not to be seen at all."""
    return f'<pattern><patelt name="{name}"><string>{value}</string></patelt></pattern>'


def _stamped(paths: Iterable[str]) -> str:
    """Font files with size and time; no "--", which a comment cannot hold."""
    states = ((path, Path(path).stat()) for path in sorted(paths))
    return " ".join(f"{p} {s.st_size} {s.st_mtime_ns}" for p, s in states).replace("--", "- -")


def _aliases(fonts: FontSet) -> Iterable[str]:
    """For every name of an official family and for its stand-in: who draws it, in order."""
    for each in fonts.substitutions:
        chain = fonts.chain(each.official)[:_LONGEST_CHAIN]
        relatives = [name for name, official in RELATIVES.items() if official == each.official]
        for name in dict.fromkeys((*FAMILIES[each.official][0], *relatives, each.used)):
            others = [family for family in chain if family != name]
            if name and (name == each.used or name not in fonts.usable):
                yield _alias(name, others)


def _alias(name: str, chain: Iterable[str]) -> str:
    accepted = "".join(f"<family>{escape(family)}</family>" for family in chain)
    return (
        f'<alias binding="same"><family>{escape(name)}</family><accept>{accepted}</accept></alias>'
    )


def _last_resorts(fonts: FontSet) -> str:
    """What draws a rare character, and any family that is not here."""
    edits = "".join(f"<string>{escape(name)}</string>" for name in fonts.last_resorts)
    return (
        '<match target="pattern"><edit name="family" mode="append_last" binding="strong">'
        f"{edits}</edit></match>"
    )
