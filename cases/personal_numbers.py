"""Where ID numbers, mobile phones and bank accounts stand in a text, however they are broken.

A number may be parted by blanks, hyphens, signs nobody sees, line and page ends or, one
digit a box, by cells. The wider the gap, the more must speak for the number: its shape, or
the word before it. Landlines are offices' own and no personal numbers.
"""

from __future__ import annotations

import re
import unicodedata
from enum import IntEnum, StrEnum
from heapq import merge
from typing import TYPE_CHECKING, NamedTuple

from cases.values.credit_code import is_credit_code
from cases.values.id_number import BadIdNumberError, IdNumber

if TYPE_CHECKING:
    from collections.abc import Iterator

_UNSEEN = "\u200b"  # stands for every sign that nobody sees
_NARROW_GAPS = ("", " ", "-")
_CELL_ENDS = "\t\v\f\x1f"
_GAP = rf"[ \-\r\n{_CELL_ENDS}{_UNSEEN}]{{0,8}}+"
# Ten digits or more with gaps in between; a final X may belong to it.
_FINAL_X = rf"(?:{_GAP}[Xx](?![0-9A-Za-z])|{_UNSEEN}*+[Xx])"
_RUN = re.compile(rf"[0-9](?:{_GAP}[0-9]){{9,}}+{_FINAL_X}?")
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
_WHOLE_ID = re.compile(
    rf"{_REGION}[0-9]{{4}}(?:(?:18|19|20)[0-9]{{2}}{_BORN}[0-9]{{3}}[0-9X]|[0-9]{{2}}{_BORN}[0-9]{{3}})"
)
_MOBILE = re.compile(r"(?:(?:00)?86)?1[3-9][0-9]{9}")
_MOBILE_PARTS = frozenset(((3, 4, 4), (3, 8), (7, 4), (4, 4, 3), (4, 3, 4), (3, 3, 5), (3, 5, 3)))
# Vouchers are numbered by the day and a serial number.
_VOUCHER = re.compile(r"20[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{4,6}")
_YEARS = re.compile(r"(?:(?:19|20)[0-9]{2})+")
_LEAST, _CARD, _MOST = 12, 16, 28  # digits of an account, of a bank card, of the longest account
_SHORTEST_ACCOUNT = 10  # digits, if the account's name stands right before it
_LONGEST_CARD, _ISSUER, _FOUR = 19, 6, 4
_UNION_PAY = "62"  # what every bank card of the country begins with
_LARGEST_AMOUNT = 15  # digits
_BEFORE, _ID_LENGTH = 16, 18
_PART_BEFORE = re.compile(r"(?<=[A-Za-z])(?<![Aa]/[Cc])$|[0-9]\.$")
_PART_AFTER = re.compile(r"[A-Za-z]|\.[0-9]")
_DECIMAL = re.compile(r"[0-9]\.$")
_LISTED = re.compile(r"(?:^|[\s\x1f;,。、])[1-9][0-9]{0,2}\.$")
_DECIMALS = re.compile(r"\.[0-9]")
_NO_CENTS = re.compile(r"\.0{1,2}(?![0-9])")
# Letters beside a number that only say what it is.
_LETTER_LABEL = re.compile(
    r"(?<![a-z])(?:tel|mob|mobile|phone|wx|vx|qq|a/c)$|(?<![a-z0-9])(?:m|id|no)$", re.IGNORECASE
)
_LETTERS_BEHIND = re.compile(r"(?:wx|vx|qq)(?![a-z])", re.IGNORECASE)
_CODE_SIGNS = "-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_WHOLE_NUMBER = re.compile(r"(?<![0-9])(?:[0-9]{17}[0-9Xx]|1[3-9][0-9]{9})(?![0-9])")
_DIGIT = re.compile(r"[0-9]")
_CODE = 40  # signs on both sides that tell whether a number is part of a code
_CALLED = re.compile(r"(?:手机|电话|联系|号码|tel|mobile|phone)[^0-9]{0,10}$", re.IGNORECASE)
_IDENTIFIED = re.compile(r"身份证[^0-9]{0,10}$")
_BANKED = re.compile(r"(?:[账帐卡賬帳][^0-9]{0,10}|[Aa]/[Cc][^0-9]{0,4})$")
_ACCOUNTED = re.compile(r"[账帐賬帳][号號][^0-9]{0,6}$")
_FILED = re.compile(r"(?:备案号|收据No|订单号|校验码|客户号)[^0-9账帐卡]{0,2}$", re.IGNORECASE)
_OTHERWISE = re.compile(
    r"(?:凭证|发票|代码|文号|档号|证书|流水|合同|税号|指标|编号|备案|收据|订单|校验码|客户号)"
    r"[^0-9账帐卡]{0,6}$"
)
_MONEY_BEFORE = re.compile(r"[¥$] ?$|(?:金额|[合小总共]计|总额|余额|资金|人民币|元)[^0-9]{0,4}$")
_MONEY_BEHIND = re.compile(r"(?:\.[0-9]+)? ?(?:元(?![旦月宵])|万|亿|美元)")
# A number that goes on in the next line: neither a round sum nor a day, and no heading.
_LINE_END = re.compile(r" {0,2}\r?\n {0,2}")
_NOT_GOING_ON = re.compile(r" ?[年月日元万亿%.、)]")
_PARTED_BY = r"[ ./·•・‧_|:\-]"
# Numbers written with signs that part no other number; grouped as amounts are.
_WRITTEN = re.compile(
    rf"(?<![0-9])(?:"
    rf"(?P<id>{_REGION}[0-9]{{4}}{_PARTED_BY}{{0,3}}(?:18|19|20)[0-9]{{2}}{_PARTED_BY}?"
    rf"(?:0[1-9]|1[0-2]){_PARTED_BY}?(?:0[1-9]|[12][0-9]|3[01]){_PARTED_BY}{{0,3}}"
    r"[0-9]{3}(?:[0-9](?![0-9])|[Xx]))"
    r"|(?P<mobile>1[3-9][0-9]\.[0-9]{4}\.[0-9]{4}(?!\.?[0-9])"
    r"|\(1[3-9][0-9]\) ?[0-9]{4}[ .\-]?[0-9]{4}(?![0-9]))"
    r"|(?<![0-9][.,])(?P<grouped>[1-9][0-9]{0,2}(?:,[0-9]{3}){3,6}+)"
    r"(?![0-9]|,[0-9]|\.(?!0{1,2}(?![0-9]))[0-9]))"
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
    plain = _DIGEST.sub(blank, narrow)
    written = list(_written(plain))
    unwritten = _unwritten(narrow, _ISO_DAY.sub(blank, _without(plain, written)))
    yield from merge(written, unwritten, key=lambda number: number.start)


def _unwritten(narrow: str, plain: str) -> Iterator[PersonalNumber]:
    """The numbers with nothing but gaps in them, from what is left of the text."""
    for match in _RUN.finditer(plain):
        run = _Run(narrow, match)
        at = 0
        while at < len(run.pieces):
            found = run.shaped(at) or run.wrapped_card(at) or run.account(at)
            if found:
                kind, last = found
                yield run.number(kind, at, last)
                at = last
            at += 1


def _written(plain: str) -> Iterator[PersonalNumber]:
    """The numbers whose parts other signs than gaps keep apart."""
    for match in _WRITTEN.finditer(plain):
        digits = re.sub(r"[^0-9X]", "", match[0].upper())
        kind = _written_kind(match, digits)
        if kind:
            yield PersonalNumber(kind, match.start(), match.end(), digits)


def _written_kind(match: re.Match[str], digits: str) -> PersonalDataKind | None:
    """What a written number is; a phone must be called one, and a sum of money is none."""
    text, start = match.string, match.start()
    if match["id"]:
        return PersonalDataKind.ID_NUMBER
    if match["mobile"]:
        called = _CALLED.search(text, max(0, start - _BEFORE), start)
        return PersonalDataKind.MOBILE if called else None
    if _is_money(text, *match.span()):
        return None
    if _MOBILE.fullmatch(digits):
        return PersonalDataKind.MOBILE
    if _WHOLE_ID.fullmatch(digits):
        return PersonalDataKind.ID_NUMBER
    return PersonalDataKind.ACCOUNT if _is_card(digits) else None


def _without(plain: str, written: list[PersonalNumber]) -> str:
    """The text with signs that no number can bridge where numbers were found."""
    pieces: list[str] = []
    at = 0
    for number in written:
        pieces += (plain[at : number.start], "。" * (number.end - number.start))
        at = number.end
    return "".join((*pieces, plain[at:]))


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


def _without_stray_x(pieces: list[_Piece], text: str) -> list[_Piece]:
    """The pieces; a final X stays only if it ends an ID number."""
    last = pieces[-1]
    if not last.digits.endswith("X"):
        return pieces
    digits = "".join(piece.digits for piece in pieces[-_ID_LENGTH:])[-_ID_LENGTH:]
    glued = text[last.end : last.end + 1]
    shape = _WHOLE_ID if glued.isascii() and glued.isalnum() else _ID
    if shape.fullmatch(digits):
        return pieces
    rest = last._replace(end=last.end - 1, digits=last.digits[:-1])
    return [*pieces[:-1], rest] if rest.digits else pieces[:-1]


class _Run:
    """A stretch of digits and gaps, in which numbers are looked for piece by piece."""

    def __init__(self, text: str, match: re.Match[str]) -> None:
        self.text = text
        self.pieces = _without_stray_x(list(_pieces(match)), text)
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
        digits = self.digits[self.offsets[first] : self.offsets[last + 1]]
        if self._is_named(_FILED, first) and not _is_checked_id(digits):
            return False
        if first == last or self._boxed(first, last):
            return True
        if not _PARTED_ID.fullmatch(digits):
            return False
        if len(digits) == _ID_LENGTH or self._widest(first, last) is _Gap.NEAR:
            return True
        return self._is_named(_IDENTIFIED, first)

    def _is_mobile(self, first: int, last: int) -> bool:
        """Whether pieces are one phone: written as phones are, or called one."""
        if self._is_fraction(first, last) or self._is_coded(first, last):
            return False
        if first == last or self._boxed(first, last):
            return True
        if self._is_named(_CALLED, first) or self._is_wrapped_mobile(first, last):
            return True
        parts = tuple(len(piece.digits) for piece in self.pieces[first : last + 1])
        own = parts[1:] if self.pieces[first].digits in ("86", "0086") else parts
        return self._widest(first, last) is _Gap.NEAR and (len(own) == 1 or own in _MOBILE_PARTS)

    def _is_wrapped_mobile(self, first: int, last: int) -> bool:
        """Whether a line's end parts a phone, and not two of a column of numbers."""
        if not self._is_wrapped(first, last):
            return False
        start, end = self.pieces[first].start, self.pieces[last].end
        if _is_money(self.text, start, end) or _NOT_GOING_ON.match(self.text, end):
            return False
        parts = self.pieces[first : last + 1]
        around = (parts[0], *self.pieces[last + 1 : last + 2])
        column = any(piece.gap is not _Gap.NEAR for piece in around)
        return not column and not any(piece.digits.endswith("00") for piece in parts)

    def _is_wrapped(self, first: int, last: int) -> bool:
        """Whether two pieces stand at a line's end and at the beginning of the next."""
        between = self.text[self.pieces[first].end : self.pieces[last].start]
        return last == first + 1 and _LINE_END.fullmatch(between) is not None

    def wrapped_card(self, first: int) -> tuple[PersonalDataKind, int] | None:
        """A bank card that goes on in the next line, known by its check digit."""
        last = self.last_at.get(self.offsets[first] + _LONGEST_CARD)
        if last is None or not self._is_wrapped(first, last):
            return None
        digits = self.digits[self.offsets[first] : self.offsets[last + 1]]
        if not digits.startswith(_UNION_PAY) or not _holds_luhn(digits):
            return None
        return None if self._is_fraction(first, last) else (PersonalDataKind.ACCOUNT, last)

    def account(self, first: int) -> tuple[PersonalDataKind, int] | None:
        """A bank account that begins with a piece: long, in fours, or called one."""
        last = self._account_end(first) if self.pieces[first].digits.isdigit() else None
        if last is None or not self._is_account(first, last):
            return None
        return PersonalDataKind.ACCOUNT, last

    def _is_account(self, first: int, last: int) -> bool:
        """Whether what has an account's length is one: a card, or nothing else by name."""
        digits = self.digits[self.offsets[first] : self.offsets[last + 1]]
        if _is_card(digits):
            return not self._is_fraction(first, last)
        if self._is_lettered(first, last):
            return False
        if self._is_named(_BANKED, first):
            return True
        span = self.pieces[first].start, self.pieces[last].end
        amount = len(digits) <= _LARGEST_AMOUNT and _is_money(self.text, *span)
        return not (amount or _is_no_account(digits) or self._is_named(_OTHERWISE, first))

    def _account_end(self, first: int) -> int | None:
        """The last piece of what has an account's length, or None."""
        named = self._is_named(_BANKED, first)
        last, size = first, len(self.pieces[first].digits)
        while last + 1 < len(self.pieces) and self._goes_on(first, last, size, named):
            last += 1
            size += len(self.pieces[last].digits)
        least = _LEAST if named or last == first else _CARD
        if self._is_named(_ACCOUNTED, first):
            least = _SHORTEST_ACCOUNT
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
        before, after = self.text[max(0, start - 3) : start], self.text[end : end + 2]
        return bool(_PART_BEFORE.search(before) or _PART_AFTER.match(after))

    def _is_fraction(self, first: int, last: int) -> bool:
        """Whether decimals stand at the number; neither a list's number nor .00 are any."""
        start, end = self.pieces[first].start, self.pieces[last].end
        before = self.text[max(0, start - _BEFORE) : start]
        long = self.offsets[last + 1] - self.offsets[first] >= _CARD
        alone = long and self.text[end : end + 1] in ("", "\n", *_CELL_ENDS)
        if _DECIMAL.search(before) and (alone or not _LISTED.search(before)):
            return True
        if not _DECIMALS.match(self.text, end):
            return False
        return not _NO_CENTS.match(self.text, end) or _is_money(self.text, start, end)

    def _is_coded(self, first: int, last: int) -> bool:
        """Whether a phone's digits are part of a code of letters and digits."""
        start, end = self.pieces[first].start, self.pieces[last].end
        before, after = self.text[max(0, start - _CODE) : start], self.text[end : end + _CODE]
        head = before[len(before.rstrip(_CODE_SIGNS)) :]
        tail = after[: len(after) - len(after.lstrip(_CODE_SIGNS))]
        if not (head[-1:].isalpha() or tail[:1].isalpha()) or _LETTERS_BEHIND.match(tail):
            return False
        if self._is_named(_FILED, first):
            return True
        if _LETTER_LABEL.search(before):
            return False
        more = any(_DIGIT.search(_WHOLE_NUMBER.sub("", part)) for part in (head, tail))
        return more or first != last or self._is_named(_OTHERWISE, first)


def _is_money(text: str, start: int, end: int) -> bool:
    """Whether a word or sign of money stands beside a number."""
    before = _MONEY_BEFORE.search(text, max(0, start - _BEFORE), start)
    return before is not None or _MONEY_BEHIND.match(text, end) is not None


def _is_checked_id(digits: str) -> bool:
    """Whether the digits are an ID number by its birthday and check digit."""
    try:
        IdNumber(digits)
    except BadIdNumberError:
        return False
    return True


def _is_card(digits: str) -> bool:
    """Whether the digits are a bank card of the country, whatever is written beside them."""
    if not digits.startswith(_UNION_PAY) or not _CARD <= len(digits) <= _LONGEST_CARD:
        return False
    return len(digits) == _LONGEST_CARD or _holds_luhn(digits)


def _holds_luhn(digits: str) -> bool:
    """Whether the check digit of a card is right (ISO/IEC 7812-1)."""
    doubled = sum(sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return (doubled + sum(map(int, digits[-1::-2]))) % 10 == 0


def _is_no_account(digits: str) -> bool:
    """Whether the digits are a voucher's, a unit's code or years."""
    if _VOUCHER.fullmatch(digits) or _YEARS.fullmatch(digits):
        return True
    return is_credit_code(digits) and digits[0] in "159"
