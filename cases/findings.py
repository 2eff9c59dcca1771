"""Findings: what a check has to say about the user's material."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from cases.words import message

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Severity(StrEnum):
    """How much a finding weighs: an error refuses, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a finding lies: a file, a line counted from 1, a key or cell."""

    file: str = ""
    line: int | None = None
    key: str = ""

    def __str__(self) -> str:
        """Print as people read it: ``case.yaml 第 3 行 单位.名称``."""
        line = f"第 {self.line} 行" if self.line is not None else ""
        return " ".join(part for part in (self.file, line, self.key) if part)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a check has to say.

    ``clause`` names whose rule it is: ``R79 政策八(一)``, ``本局设定`` or ``系统默认``.
    """

    code: str
    severity: Severity = Severity.ERROR
    place: Place = Place()
    facts: Mapping[str, str] = field(default_factory=dict)
    clause: str = ""

    @property
    def message(self) -> str:
        """The Chinese sentence for people."""
        return message(self.code, self.facts)

    def as_json(self) -> dict[str, str]:
        """The finding as every ``--json`` output shows it."""
        return {
            "code": self.code,
            "severity": self.severity.value,
            "clause": self.clause,
            "place": str(self.place),
            "message": self.message,
        }


def errors_of(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Only the findings that refuse."""
    return tuple(found for found in findings if found.severity is Severity.ERROR)
