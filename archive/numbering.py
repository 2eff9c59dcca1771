"""File numbers (案卷号): the next one of a series, and those left out (DA/T 13-2022)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from cases.errors import JiangdangError, Kind
from cases.values.reference_code import ReferenceCode

if TYPE_CHECKING:
    from collections.abc import Iterable


LAST_FILE_NUMBER = 999


class SeriesFullError(JiangdangError):
    """A series has used up its three digits."""

    kind: ClassVar[Kind] = Kind.CONFLICT
    code: ClassVar[str] = "A411"


def series_of(code: ReferenceCode) -> str:
    """What all files numbered together share: fonds, category, year and retention."""
    return str(code.file).rpartition("-")[0]


def next_file_number(existing: Iterable[ReferenceCode], first: ReferenceCode) -> ReferenceCode:
    """The next free code in the series of ``first``, after the highest one ever in use."""
    number = max(_numbers(existing, first), default=0) + 1
    if number > LAST_FILE_NUMBER:
        raise SeriesFullError(series=series_of(first))
    return ReferenceCode.of_file(first.fonds, first.category, first.year, first.retention, number)


def missing_numbers(existing: Iterable[ReferenceCode], code: ReferenceCode) -> list[int]:
    """漏号 (DA/T 70 GD-2-6): numbers of the series below ``code`` that nobody has."""
    used = _numbers(existing, code)
    return [number for number in range(1, code.file_number) if number not in used]


def _numbers(existing: Iterable[ReferenceCode], code: ReferenceCode) -> set[int]:
    """The file numbers in use in the series of a code."""
    series = series_of(code)
    return {each.file_number for each in existing if series_of(each) == series}
