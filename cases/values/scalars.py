"""Plain scalars of the files people edit: whole numbers, 是 and 否."""

from __future__ import annotations

import re
from typing import ClassVar

from cases.values.bad_value import BadValueError, shown

_WHOLE = re.compile(r"0|[1-9][0-9]{0,8}")


class BadWholeNumberError(BadValueError):
    """A text is not a whole number in the digits 0–9."""

    code: ClassVar[str] = "V113"


class BadYesNoError(BadValueError):
    """A text is neither 是 nor 否."""

    code: ClassVar[str] = "V114"


def parse_whole_number(text: str) -> int:
    """Read a whole number in ASCII digits, without leading noughts."""
    if _WHOLE.fullmatch(text) is None:
        raise BadWholeNumberError(text=shown(text))
    return int(text)


def parse_yes_no(text: str) -> bool:
    """Read 是 or 否."""
    if text not in ("是", "否"):
        raise BadYesNoError(text=shown(text))
    return text == "是"
