"""Numbers in figures and in Chinese numerals, plain and capital, as they stand in folded text."""

from __future__ import annotations

from decimal import Decimal

_DIGITS = {
    sign: value
    for value, signs in enumerate(("零〇", "一壹幺弌", "二贰两弍", "三叁参弎叄", *"四五六七八九"))
    for sign in signs
} | {sign: value for value, sign in enumerate("肆伍陆柒捌玖", start=4)}
_TENS = {"十": 10, "拾": 10, "廿": 20, "卅": 30, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_SECTIONS = {"万": 10**4, "亿": 10**8}
NUMERALS = "".join((*_DIGITS, *_TENS, *_SECTIONS))
_MOST_SIGNS = 40


def numeral(text: str) -> int | None:
    """The value of a numeral (``12``, ``十二``, ``二〇一九``, ``壹佰贰拾万``), or None."""
    if text.isascii() and text.isdigit():
        return int(text) if len(text) <= _MOST_SIGNS else None
    if not text or len(text) > _MOST_SIGNS:
        return None
    if all(sign in _DIGITS for sign in text):
        return int("".join(str(_DIGITS[sign]) for sign in text))
    if text[0] in "百佰千仟万亿":
        return None
    return _with_units(text)


def _with_units(text: str) -> int | None:
    """The value of a numeral with tens, hundreds and sections."""
    total = section = digit = 0
    for sign in text:
        if sign in _DIGITS:
            digit = _DIGITS[sign]
        elif sign in "廿卅":
            section, digit = section + _TENS[sign], 0
        elif sign in _TENS:
            section, digit = section + (digit or 1) * _TENS[sign], 0
        elif sign in _SECTIONS:
            value = _SECTIONS[sign]
            below = total % value
            total = total - below + (below + section + digit) * value
            section = digit = 0
        else:
            return None
    return total + section + digit


def figures(text: str) -> Decimal | None:
    """The value of figures, thousands apart or not: ``50,000.00``; None if they are none."""
    bare = text.replace(",", "").replace(" ", "")
    return Decimal(bare) if bare.replace(".", "", 1).isdigit() and bare.isascii() else None
