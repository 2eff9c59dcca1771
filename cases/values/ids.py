"""案卷号 and 批次号: the names of folders in the workspace, ASCII and safe in paths."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar

from cases.values.bad_value import BadValueError, shown

_CASE = re.compile(r"((?:19|20)[0-9]{2})-([A-Z]{2})-([0-9]{3})")
_BATCH = re.compile(r"((?:19|20)[0-9]{2})-([1-9][0-9]?)")


class BadCaseIdError(BadValueError):
    """A text is not a case id."""

    code: ClassVar[str] = "V109"


class BadBatchIdError(BadValueError):
    """A text is not a batch id."""

    code: ClassVar[str] = "V110"


@dataclass(frozen=True, slots=True, order=True)
class CaseId:
    """年度-类别码-三位序号, such as ``2019-SX-001``."""

    year: int
    programme_code: str
    number: int

    def __post_init__(self) -> None:
        """Refuse parts that no case id is made of."""
        if not self.number or _CASE.fullmatch(str(self)) is None:
            raise BadCaseIdError(text=shown(str(self)))

    @classmethod
    def parse(cls, text: str) -> CaseId:
        """Read an id as the command line gets it."""
        found = _CASE.fullmatch(text)
        if found is None:
            raise BadCaseIdError(text=shown(text))
        return cls(int(found[1]), found[2], int(found[3]))

    def __str__(self) -> str:
        """Print as the folder is named."""
        return f"{self.year}-{self.programme_code}-{self.number:03d}"


@dataclass(frozen=True, slots=True, order=True)
class BatchId:
    """年度-序号, such as ``2019-1``."""

    year: int
    number: int

    def __post_init__(self) -> None:
        """Refuse parts that no batch id is made of."""
        if _BATCH.fullmatch(str(self)) is None:
            raise BadBatchIdError(text=shown(str(self)))

    @classmethod
    def parse(cls, text: str) -> BatchId:
        """Read an id as the command line gets it."""
        found = _BATCH.fullmatch(text)
        if found is None:
            raise BadBatchIdError(text=shown(text))
        return cls(int(found[1]), int(found[2]))

    def __str__(self) -> str:
        """Print as the folder is named."""
        return f"{self.year}-{self.number}"
