"""Where ID numbers, mobile phones and bank accounts stand in a text, however they are broken.

A number may be parted by blanks, hyphens, signs nobody sees, line and page ends or, one
digit a box, by cells. The wider the gap, the more must speak for the number: its shape, or
the word before it. Landlines are offices' own and no personal numbers.
"""

from __future__ import annotations

import re
import unicodedata
from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING, NamedTuple

from cases.values.credit_code import BadCreditCodeError, CreditCode

if TYPE_CHECKING:
    from collections.abc import Iterator

_UNSEEN = "\u200b"  # stands for every sign that nobody sees
_NARROW_GAPS = ("", " ", "-")
_CELL_ENDS = "\t\v\f\x1f"
_GAP = rf"[ \-\r\n{_CELL_ENDS}{_UNSEEN}]{{0,8}}+"
# Ten digits or more with gaps in between; a final X belongs to it.
_RUN = re.compile(rf"[0-9](?:{_GAP}[0-9]){{9,}}+(?:{_GAP}[Xx](?![0-9A-Za-z]))?")
_PIECE = re.compile(rf"[0-9](?:{_UNSEEN}*+[0-9])*+[Xx]?|[Xx]")
# Days stand beside numbers; they are no part of them.
_ISO_DAY = re.compile(r"(?:19|20)[0-9]{2}(?<![0-9\-][0-9]{4})-[0-9]{2}-[0-9]{2}(?!-?[0-9])")
# A digest in hexadecimal is no number, whatever digits stand in it.
_DIGEST = re.compile(r"(?<![0-9A-Za-z])(?=[0-9]*[a-f])[0-9a-f]{64}(?![0-9A-Za-z])")
_REGION = r"(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3])"
_BORN = r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
_ID = re.compile(r"[1-9][0-9]{5}(?:18|19|20)[0-9]{2}(?:0[1-9]|1[0-2])[0-3][0-9]{4}[0-9X]")
_OLD_ID = re.compile(r"[1-9][0-9]{7}(?:0[1-9]|1[0-2])[0-3][0-9]{4}")
_PARTED_ID = re.compile(rf"{_REGION}[0-9]{{4}}(?:(?:18|19|20)[0-9]{{2}}|[0-9]{{2}}){_BORN}[0-9]+X?")
_MOBILE = re.compile(r"(?:(?:00)?86)?1[3-9][0-9]{9}")
_MOBILE_PARTS = frozenset(((3, 4, 4), (3, 8), (7, 4), (4, 4, 3), (4, 3, 4), (3, 3, 5), (3, 5, 3)))
# Vouchers are numbered by the day and a serial number.
_VOUCHER = re.compile(r"20[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{4,6}")
_YEARS = re.compile(r"(?:(?:19|20)[0-9]{2})+")
_LEAST, _CARD, _MOST = 12, 16, 28  # digits of an account, of a bank card, of the longest account
_LONGEST_CARD, _ISSUER, _FOUR = 19, 6, 4
_BEFORE = 16
_PART_BEFORE = re.compile(r"[A-Za-z]$|[0-9]\.$")
_PART_AFTER = re.compile(r"[A-Za-z]|\.[0-9]")
_CALLED = re.compile(r"(?:手机|电话|联系|号码)[^0-9]{0,10}$")
_BANKED = re.compile(r"[账帐卡賬帳][^0-9]{0,10}$")
_OTHERWISE = re.compile(
    r"(?:凭证|发票|代码|文号|档号|证书|流水|合同|税号|指标|编号)[^0-9账帐卡]{0,6}$"
)


class PersonalDataKind(StrEnum):
    """What kind of personal data a number is."""

    ID_NUMBER = "身份证号"
    MOBILE = "手机号"
    ACCOUNT = "银行账号"


_SHAPES = (
    (18, PersonalDataKind.ID_NUMBER, _ID),
    (11, PersonalDataKind.MOBILE, _MOBILE),
    (13, PersonalDataKind.MOBILE, _MOBILE),
    (15, PersonalDataKind.MOBILE, _MOBILE),
    (15, PersonalDataKind.ID_NUMBER, _OLD_ID),
)


class PersonalNumber(NamedTuple):
    """A number of a kind, its place in the text, and its bare digits."""

    kind: PersonalDataKind
    start: int
    end: int
    digits: str


class _Gap(IntEnum):
    """What parts a piece from the one before it."""

    NEAR = 0  # at most one blank or hyphen
    FAR = 1  # several, or the end of a line
    CELL = 2  # the end of a cell or page


class _Piece(NamedTuple):
    """Digits without a gap."""

    start: int
    end: int
    digits: str
    gap: _Gap


class _Narrowing(dict[int, str]):
    """One sign for one: digits, letters, blanks and hyphens in their narrow form."""

    def __missing__(self, code: int) -> str:
        """Narrow a sign nobody has met yet."""
        self[code] = narrow = _narrow(chr(code))
        return narrow


def _narrow(sign: str) -> str:
    if sign in _CELL_ENDS or sign in "\r\n":
        return sign
    if sign.isspace():
        return "\n" if sign in "\x1c\x1d\x1e\x85\u2028\u2029" else " "
    if unicodedata.category(sign) in ("Cc", "Cf", "Mn", "Me"):
        return _UNSEEN
    folded = unicodedata.normalize("NFKC", sign)
    if len(folded) != 1:
        return sign
    return "-" if folded in "‐‑‒–—―−" else folded


_NARROW = _Narrowing()


def narrowed(text: str) -> str:
    """The text in narrow signs, each at its own place."""
    return text.translate(_NARROW)


def personal_numbers(narrow: str) -> Iterator[PersonalNumber]:
    """Every personal number in a narrowed text, in order."""
    plain = _DIGEST.sub(blank, _ISO_DAY.sub(blank, narrow))
    for match in _RUN.finditer(plain):
        run = _Run(narrow, match)
        at = 0
        while at < len(run.pieces):
            found = run.shaped(at) or run.account(at)
            if found:
                kind, last = found
                yield run.number(kind, at, last)
                at = last
            at += 1


def blank(match: re.Match[str]) -> str:
    """Signs that no number can bridge, as many as were there."""
    return "。" * len(match[0])


def _gap(between: str) -> _Gap:
    if between in _NARROW_GAPS:
        return _Gap.NEAR
    seen = between.replace(_UNSEEN, "")
    if any(end in seen for end in _CELL_ENDS):
        return _Gap.CELL
    return _Gap.NEAR if seen in _NARROW_GAPS else _Gap.FAR


def _pieces(run: re.Match[str]) -> Iterator[_Piece]:
    text, end = run.string, run.start()
    for match in _PIECE.finditer(text, *run.span()):
        digits = match[0].replace(_UNSEEN, "").upper()
        yield _Piece(match.start(), match.end(), digits, _gap(text[end : match.start()]))
        end = match.end()


class _Run:
    """A stretch of digits and gaps, in which numbers are looked for piece by piece."""

    def __init__(self, text: str, match: re.Match[str]) -> None:
        self.text = text
        self.pieces = list(_pieces(match))
        self.digits = "".join(piece.digits for piece in self.pieces)
        self.offsets = [0]
        for piece in self.pieces:
            self.offsets.append(self.offsets[-1] + len(piece.digits))
        self.last_at = {offset: place - 1 for place, offset in enumerate(self.offsets)}

    def number(self, kind: PersonalDataKind, first: int, last: int) -> PersonalNumber:
        """The pieces as one number."""
        digits = self.digits[self.offsets[first] : self.offsets[last + 1]]
        start = self.pieces[first].start
        start -= self.text[max(0, start - 1) : start] == "+"
        return PersonalNumber(kind, start, self.pieces[last].end, digits)

    def shaped(self, first: int) -> tuple[PersonalDataKind, int] | None:
        """An ID number or mobile phone that begins with a piece, known by its shape."""
        offset = self.offsets[first]
        for length, kind, shape in _SHAPES:
            last = self.last_at.get(offset + length)
            if last is None or not shape.fullmatch(self.digits, offset, offset + length):
                continue
            fits = self._is_id if kind is PersonalDataKind.ID_NUMBER else self._is_mobile
            if fits(first, last):
                return kind, last
        return None

    def _is_id(self, first: int, last: int) -> bool:
        """Whether parted pieces are one ID number; an old one holds little to know it by."""
        if first == last or self._boxed(first, last):
            return True
        digits = self.digits[self.offsets[first] : self.offsets[last + 1]]
        if not _PARTED_ID.fullmatch(digits):
            return False
        return len(digits) == 18 or self._widest(first, last) is _Gap.NEAR

    def _is_mobile(self, first: int, last: int) -> bool:
        """Whether pieces are one phone: written as phones are, or called one."""
        if self._is_lettered(first, last):
            return False
        if first == last or self._boxed(first, last):
            return True
        if self._is_named(_CALLED, first):
            return True
        parts = tuple(len(piece.digits) for piece in self.pieces[first : last + 1])
        own = parts[1:] if self.pieces[first].digits in ("86", "0086") else parts
        return self._widest(first, last) is _Gap.NEAR and (len(own) == 1 or own in _MOBILE_PARTS)

    def account(self, first: int) -> tuple[PersonalDataKind, int] | None:
        """A bank account that begins with a piece: long, in fours, or called one."""
        last = self._account_end(first) if self.pieces[first].digits.isdigit() else None
        if last is None or self._is_lettered(first, last):
            return None
        digits = self.digits[self.offsets[first] : self.offsets[last + 1]]
        named = self._is_named(_BANKED, first)
        if not named and (_is_no_account(digits) or self._is_named(_OTHERWISE, first)):
            return None
        return PersonalDataKind.ACCOUNT, last

    def _account_end(self, first: int) -> int | None:
        """The last piece of what has an account's length, or None."""
        named = self._is_named(_BANKED, first)
        last, size = first, len(self.pieces[first].digits)
        while last + 1 < len(self.pieces) and self._goes_on(first, last, size, named):
            last += 1
            size += len(self.pieces[last].digits)
        least = _LEAST if named or last == first else _CARD
        return last if least <= size <= _MOST else None

    def _goes_on(self, first: int, last: int, size: int, named: bool) -> bool:
        """Whether the next piece belongs to the account as well."""
        piece = self.pieces[last + 1]
        grown = size + len(piece.digits)
        if not piece.digits.isdigit() or grown > _MOST:
            return False
        if named and size < _CARD and grown <= _LONGEST_CARD:
            return True
        if piece.gap is not _Gap.NEAR:
            return False
        if last == first and size == _ISSUER:
            return _CARD <= grown <= _LONGEST_CARD
        fours = all(len(each.digits) == _FOUR for each in self.pieces[first : last + 1])
        return fours and len(piece.digits) <= _FOUR

    def _boxed(self, first: int, last: int) -> bool:
        """Whether every digit stands alone, as in the boxes of a form."""
        return last - first + 1 == self.offsets[last + 1] - self.offsets[first]

    def _widest(self, first: int, last: int) -> _Gap:
        return max((piece.gap for piece in self.pieces[first + 1 : last + 1]), default=_Gap.NEAR)

    def _is_named(self, name: re.Pattern[str], first: int) -> bool:
        start = self.pieces[first].start
        return name.search(self.text, max(0, start - _BEFORE), start) is not None

    def _is_lettered(self, first: int, last: int) -> bool:
        """Whether letters or decimals stand at the number: then it is part of something else."""
        start, end = self.pieces[first].start, self.pieces[last].end
        before, after = self.text[max(0, start - 2) : start], self.text[end : end + 2]
        return bool(_PART_BEFORE.search(before) or _PART_AFTER.match(after))


def _is_no_account(digits: str) -> bool:
    """Whether the digits are a voucher's, a unit's code or years."""
    if _VOUCHER.fullmatch(digits) or _YEARS.fullmatch(digits):
        return True
    try:
        CreditCode(digits)
    except BadCreditCodeError:
        return False
    return digits[0] in "159"
