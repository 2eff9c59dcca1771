"""档号: the one name of an archived file or item (DA/T 13, DA/T 22 5.4)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import ClassVar

from cases.values.bad_value import BadValueError, shown
from cases.values.retention import RetentionPeriod

# U+00B7 joins equals, a hyphen joins levels. An office code holds a letter, a file number
# is three digits, an item number four: so no code reads two ways.
_PATTERN = re.compile(
    r"(?P<fonds>[A-Z0-9]{4})"
    r"-(?P<category>[A-Z]{2}(?:·[A-Z]{1,4})?)"
    r"·(?P<year>(?:19|20)[0-9]{2})"
    r"-(?P<retention>Y|D30|D10)"
    r"(?:-(?P<office>(?=[A-Z0-9]*[A-Z])[A-Z0-9]{3}))?"
    r"(?:-(?P<file>[0-9]{3}))?"
    r"(?:-(?P<item>[0-9]{4}))?"
)


class BadReferenceCodeError(BadValueError):
    """A text is not a reference code."""

    code: ClassVar[str] = "V103"


@dataclass(frozen=True, slots=True, order=True)
class ReferenceCode:
    """档号, by volume (``J099-ZY·JN·2019-D30-001``) or by item (``Z109-WS·2011-Y-BGS-0001``).

    ``file_number`` or ``item_number`` 0 means that the code has none.
    """

    fonds: str
    category: str
    year: int
    retention: RetentionPeriod
    office: str = ""
    file_number: int = 0
    item_number: int = 0

    def __post_init__(self) -> None:
        """Refuse parts that no reference code is made of."""
        if not (self.file_number or self.item_number) or _PATTERN.fullmatch(str(self)) is None:
            raise BadReferenceCodeError(text=shown(str(self)))

    @classmethod
    def parse(cls, text: str) -> ReferenceCode:
        """Read a code; file number three digits, item number four, both from 1."""
        found = _PATTERN.fullmatch(text)
        if found is None or "000" in (found["file"], found["item"]) or found["item"] == "0000":
            raise BadReferenceCodeError(text=shown(text))
        return cls(
            found["fonds"],
            found["category"],
            int(found["year"]),
            RetentionPeriod.from_code(found["retention"]),
            found["office"] or "",
            int(found["file"] or 0),
            int(found["item"] or 0),
        )

    @classmethod
    def of_file(
        cls, fonds: str, category: str, year: int, retention: RetentionPeriod, file_number: int
    ) -> ReferenceCode:
        """The code of a file arranged by volume; ``category`` such as ``ZY·JN``."""
        return cls(fonds, category, year, retention, file_number=file_number)

    def item(self, number: int) -> ReferenceCode:
        """The code of an item in this file."""
        return replace(self, item_number=number)

    @property
    def file(self) -> ReferenceCode:
        """The code of the file that this item lies in."""
        return replace(self, item_number=0)

    @property
    def is_file(self) -> bool:
        """Whether the code names a whole file."""
        return not self.item_number

    def __str__(self) -> str:
        """Print with its levels joined by hyphens."""
        levels = [self.fonds, f"{self.category}·{self.year}", self.retention.code, self.office]
        levels.append(f"{self.file_number:03d}" if self.file_number else "")
        levels.append(f"{self.item_number:04d}" if self.item_number else "")
        return "-".join(level for level in levels if level)
