"""File numbers (案卷号): the next one of a series (DA/T 13-2022)."""

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


def next_file_number(existing: Iterable[ReferenceCode], first: ReferenceCode) -> ReferenceCode:
    """The next free code in the series of ``first``, after the highest one in use."""
    series = str(first.file).rpartition("-")[0]
    used = [code.file_number for code in existing if str(code.file).rpartition("-")[0] == series]
    number = max(used, default=0) + 1
    if number > LAST_FILE_NUMBER:
        raise SeriesFullError(series=series)
    return ReferenceCode.of_file(first.fonds, first.category, first.year, first.retention, number)
