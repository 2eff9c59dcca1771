"""Document numbers in a folded text, in any bracket and width, each in one form.

Where the issuing office's short name begins is not written: 根据静人社(2019)12号. Behind a
bracket or a word that surely ends, it is plain; elsewhere every beginning is kept, for an
auditor must not miss a document because of the word before its number.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from index.text.numerals import NUMERALS, numeral

if TYPE_CHECKING:
    from collections.abc import Iterator

_DIGITS = r"[0-9](?: ?[0-9]){0,5}+"
_YEAR = rf"(?:(?:19|20) ?[0-9] ?[0-9]|[{NUMERALS}]{{4}})"
_NUMBER = re.compile(
    rf"\({{1,2}}({_YEAR})年?\){{1,2}}-?第?(?:no\.?)?({_DIGITS}|[{NUMERALS}]{{1,6}}+(?=号))(?![0-9年月日.])号?"
)
# A court's number: the year stands first.
_COURT = re.compile(rf"\(({_YEAR})\)([\u4e00-\u9fff][\u4e00-\u9fff0-9]{{1,10}}?)({_DIGITS})号")
_COURTS = re.compile("[民刑行执知破仲裁]")
_NAME = re.compile(r"[0-9a-z\u3007\u3400-\u9fff\U00020000-\U0003ffff·\-]{1,20}$")
_LONGEST_NAME, _PLAIN_NAME, _SHORTEST_NAME = 10, 3, 2
_PLAIN_START = "(、《:;\"'\x1f"
# Words that no office's short name holds: the name begins behind them.
_SURE = re.compile(
    r".*(?:根据|依据|按照|依照|遵照|参照|对照|贯彻|落实|执行|印发|转发|下发|发布|公布|关于|文件"
    r"|详见|参见|以及|通知|办法|规定|废止|文号|编号|[的了是见按据与及在以由至号第等])"
)
# Signs that may end a word before the name, and may be the name's own (和平, 经信, 并州).
_UNSURE = "和经并对为原本如即从依将附含凭该其或因发和同"


def numbers_in(folded: str) -> Iterator[str]:
    """The keys of every document number, the likeliest of each first."""
    for found in _NUMBER.finditer(folded):
        tail = _tail(found[1], found[2])
        if tail:
            before = folded[max(0, found.start() - 21) : found.start()]
            yield from (name + tail for name in _names(before))
    for found in _COURT.finditer(folded):
        year, number = _value(found[1]), _value(found[3])
        if year and number and _COURTS.search(found[2]):
            yield f"({year}){found[2]}{number}号"


def _tail(year: str, number: str) -> str:
    """What follows the office's name; empty where it is no number after all."""
    in_year, count = _value(year), _value(number)
    return f"({in_year}){count}号" if in_year and count and 1900 <= in_year < 2100 else ""


def _value(text: str) -> int | None:
    return numeral(text.replace(" ", ""))


def _names(before: str) -> Iterator[str]:
    """What the office's short name may be."""
    found = _NAME.search(before)
    if found is None:
        yield ""
        return
    cut = _SURE.match(found[0])
    name = found[0][cut.end() :] if cut else found[0]
    start = before[: found.start()][-1:]
    plain = cut is not None or not start or start in _PLAIN_START
    yield name[-_LONGEST_NAME:]
    if not plain or len(name) > _PLAIN_NAME:
        yield from _endings(name)
    else:
        yield from (name[at + 1 :] for at, sign in enumerate(name[:-2]) if sign in _UNSURE)


def _endings(name: str) -> Iterator[str]:
    """Every shorter ending of what stands before the number, the longest first."""
    for size in range(min(len(name), _LONGEST_NAME) - 1, _SHORTEST_NAME - 1, -1):
        yield name[-size:]
