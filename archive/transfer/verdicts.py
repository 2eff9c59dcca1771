"""What an acceptance says: of every package, of the medium, of what people must look at."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cases.findings import errors_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from cases.findings import Finding

QUALIFIED, UNQUALIFIED, OPEN = "合格", "不合格", "待人工检验"
# Codes of the verifier: bytes are not what they were, or are not there.
_DAMAGED = ("A50", "A51", "A52", "A55", "A56", "A57")


@dataclass(slots=True)
class PackageVerdict:
    """One package on the medium: its versions, and everything found of it.

    ``registered`` is its row of the register, empty where the register has none.
    """

    code: str
    title: str = ""
    roots: dict[int, str] = field(default_factory=dict)
    items: int = 0
    files: int = 0
    bytes: int = 0
    findings: list[Finding] = field(default_factory=list)
    registered: Mapping[str, Any] = field(default_factory=dict)
    tests: Mapping[str, Any] | None = None

    @property
    def is_sound(self) -> bool:
        """Whether nothing speaks against taking it in."""
        return not errors_of(self.findings)

    @property
    def verdict(self) -> str:
        """合格 or 不合格."""
        return QUALIFIED if self.is_sound else UNQUALIFIED

    @property
    def reasons(self) -> list[str]:
        """Why it goes back."""
        return [found.message for found in errors_of(self.findings)]

    def as_json(self) -> dict[str, Any]:
        """As 接收检验结果.json and ``archive transfer accept --json`` show it."""
        return {
            "reference_code": self.code,
            "title": self.title,
            "versions": {f"v{number}": root for number, root in self.roots.items()},
            "items": self.items,
            "files": self.files,
            "bytes": self.bytes,
            "verdict": self.verdict,
            "reasons": self.reasons,
            "findings": [found.as_json() for found in self.findings],
            "tests": self.tests,
        }


@dataclass(frozen=True, slots=True)
class Question:
    """What only a person can see: who answered it, and how."""

    id: str
    text: str
    answer: str = ""
    passed: bool | None = None

    def as_json(self) -> dict[str, Any]:
        """As the result shows it."""
        return {"id": self.id, "text": self.text, "answer": self.answer, "passed": self.passed}


@dataclass(slots=True)
class MediumVerdict:
    """A medium judged: its own findings, its packages, the tree it was held against."""

    path: Path
    number: str = ""
    label: str = ""
    sender: str = ""
    receiver: str = ""
    root: str = ""
    tree_size: int = 0
    tree_root: str = ""
    tree_agrees: bool | None = None
    key: str = ""
    packages: list[PackageVerdict] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)

    @property
    def all_findings(self) -> list[Finding]:
        """Everything found, the medium's first."""
        return [*self.findings, *(f for package in self.packages for f in package.findings)]

    @property
    def is_damaged(self) -> bool:
        """Whether bytes are not what was handed over."""
        return any(found.code.startswith(_DAMAGED) for found in errors_of(self.all_findings))

    @property
    def verdict(self) -> str:
        """合格 only when nothing was found and every question was answered well."""
        answers = [question.passed for question in self.questions]
        if errors_of(self.all_findings) or False in answers or not self.packages:
            return UNQUALIFIED
        return OPEN if None in answers else QUALIFIED

    @property
    def is_refused(self) -> bool:
        """Whether it goes back."""
        return self.verdict == UNQUALIFIED

    def as_json(self) -> dict[str, Any]:
        """The whole result."""
        return {
            "number": self.number,
            "medium": self.label,
            "sender": self.sender,
            "receiver": self.receiver,
            "root": self.root,
            "tree": {"size": self.tree_size, "root": self.tree_root, "agrees": self.tree_agrees},
            "log_key": self.key,
            "verdict": self.verdict,
            "packages": [package.as_json() for package in self.packages],
            "findings": [found.as_json() for found in self.findings],
            "questions": [question.as_json() for question in self.questions],
        }
