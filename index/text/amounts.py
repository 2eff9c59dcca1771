"""Amounts of money in a folded text, in fen."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from index.text.numerals import NUMERALS, figures, numeral

if TYPE_CHECKING:
    from collections.abc import Iterator

_FIGURES = r"(?>[0-9]++(?:,[0-9]{3}(?![0-9]))*+(?:\.[0-9]++)?)"
_SCALE = r"(?:万亿|[十百千]?[万亿]|[十百千])?+"
_HAN = rf"(?>[{NUMERALS}]++(?:点[{NUMERALS}]++)?)"
_AMOUNT = re.compile(
    rf"(?P<mark>¥|人民币|rmb ?|cny ?)?(?P<sum>(?:{_FIGURES}{_SCALE})++|{_HAN})"
    rf"(?P<yuan>[元圆]|块钱)?+(?P<jiao>[0-9{NUMERALS}]角)?+零?(?P<fen>[0-9{NUMERALS}]分)?+"
    rf"(?P<to>(?:--?|~|至|到)(?=[0-9{NUMERALS}]))?"
)
_PART = re.compile(rf"({_FIGURES})({_SCALE})")
_SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_OWN_SCALE = re.compile(r"[万亿]+$")
# Figures that are money even where nobody says so: as tables print them.
_PRINTED = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]{1,2})?|[0-9]{3,}\.[0-9]{2}")
_MONTH = re.compile(r"(?:19|20)[0-9]{2}\.(?:0[1-9]|1[0-2])")
_SPOKEN_OF = re.compile(
    r"(?:金额|资助|经费|补贴|补助|资金|预算|拨付|奖励|合计|共计|总额|配套|支出)[^0-9]{0,4}$"
)
_COUNTED = re.compile(r"[%人个件份名次户平亩吨台套字米公小]")
_LARGEST, _LONGEST = 10**17, 24  # fen; signs of the figures


def amounts_in(folded: str) -> Iterator[int]:
    """Every amount; the lower end of 5至10万元 as well."""
    low: str | None = None
    for found in _AMOUNT.finditer(folded):
        written = found["sum"]
        if found["yuan"] or found["mark"] or _is_plain_money(folded, found):
            yield from _low_end(low, written)
            yield from _in_fen(_yuan(written), found["jiao"], found["fen"])
        low = written if found["to"] else None


def _is_plain_money(folded: str, found: re.Match[str]) -> bool:
    """Whether figures without 元 are money by how they are printed or spoken of."""
    written, after = found["sum"], folded[found.end("sum") : found.end("sum") + 1]
    if _COUNTED.match(after) or found["jiao"] or found["fen"]:
        return False
    if _PRINTED.fullmatch(written):
        return not _MONTH.fullmatch(written) and after != "."
    if not _OWN_SCALE.search(written) or written[0] in _SCALES:
        return False
    return _SPOKEN_OF.search(folded, max(0, found.start() - 8), found.start()) is not None


def _low_end(low: str | None, high: str) -> Iterator[int]:
    """The lower end of a range, which has the scale of its upper end unless it has its own."""
    if low is not None:
        scale = "" if _OWN_SCALE.search(low) else high[len(high.rstrip("万亿")) :]
        yield from _in_fen(_yuan(low + scale), None, None)


def _in_fen(yuan: Decimal | None, jiao: str | None, fen: str | None) -> Iterator[int]:
    if yuan is None:
        return
    small = 10 * (numeral(jiao[0]) or 0 if jiao else 0) + (numeral(fen[0]) or 0 if fen else 0)
    value = int((yuan * 100).to_integral_value(ROUND_HALF_UP)) + small
    if value < _LARGEST:
        yield value


def _yuan(written: str) -> Decimal | None:
    """The value of ``5万``, ``1亿2000万``, ``五点五万``; None where it is none."""
    if not written[0].isdigit() or not written[0].isascii():
        return _han_yuan(written)
    total = Decimal(0)
    for figure, scale in _PART.findall(written):
        value = figures(figure) if len(figure) <= _LONGEST else None
        if value is None:
            return None
        for sign in scale:
            value *= _SCALES[sign]
        total += value
    return total


def _han_yuan(written: str) -> Decimal | None:
    """The value of Chinese numerals, with 点 for the decimal point."""
    whole, _, rest = written.partition("点")
    value = numeral(whole)
    if value is None or not rest:
        return None if value is None else Decimal(value)
    decimals = rest.rstrip("万亿")
    fraction = numeral(decimals)
    if fraction is None or fraction >= 10 ** len(decimals):
        return None
    scaled = Decimal(value) + Decimal(fraction).scaleb(-len(decimals))
    for sign in rest[len(decimals) :]:
        scaled *= _SCALES[sign]
    return scaled
