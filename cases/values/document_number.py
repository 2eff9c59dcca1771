"""文号: the number an office gives a document (GB/T 9704 7.2.5)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar

from cases.values.bad_value import BadValueError, shown

# Six-angled brackets U+3014 and U+3015; no 第; no leading nought.
_PATTERN = re.compile(r"([\u4e00-\u9fff]{1,20})〔((?:19|20)[0-9]{2})〕([1-9][0-9]{0,4})号")


class BadDocumentNumberError(BadValueError):
    """A text is not a document number."""

    code: ClassVar[str] = "V102"


@dataclass(frozen=True, slots=True, order=True)
class DocumentNumber:
    """文号 such as ``静人社〔2019〕12号``."""

    prefix: str
    year: int
    number: int

    def __post_init__(self) -> None:
        """Refuse parts that no document number is made of."""
        if _PATTERN.fullmatch(str(self)) is None:
            raise BadDocumentNumberError(text=shown(str(self)))

    @classmethod
    def parse(cls, text: str) -> DocumentNumber:
        """Read a number printed as the standard asks."""
        found = _PATTERN.fullmatch(text)
        if found is None:
            raise BadDocumentNumberError(text=shown(text))
        return cls(found[1], int(found[2]), int(found[3]))

    def __str__(self) -> str:
        """Print as it stands on the document."""
        return f"{self.prefix}〔{self.year}〕{self.number}号"


def is_document_number(text: str) -> bool:
    """Whether a text is written as document numbers are."""
    return _PATTERN.fullmatch(text) is not None
