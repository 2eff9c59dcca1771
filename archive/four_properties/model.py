"""What a test says: items, outcomes, people's answers, the whole result."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import datetime

PASSED, FAILED, UNFIT, BY_HAND = "通过", "不通过", "不适用", "人工"
RESULTS = (PASSED, FAILED, UNFIT, BY_HAND)
ASPECTS = ("真实性", "完整性", "可用性", "安全性")
STANDARD = "DA/T 70-2018《文书类电子档案检测一般要求》"


class Occasion(StrEnum):
    """When a package is tested (DA/T 70-2018: 归档, 移交与接收, 长期保存)."""

    ARCHIVING = "归档"
    TRANSFER = "移交"
    KEEPING = "长期保存"

    @property
    def prefix(self) -> str:
        """What item codes begin with."""
        return {"归档": "GD", "移交": "YJ", "长期保存": "CQ"}[self.value]

    @property
    def label(self) -> str:
        """As the standard calls it."""
        return "移交与接收" if self is Occasion.TRANSFER else self.value


@dataclass(frozen=True, slots=True)
class Item:
    """One item: what it looks at, by which standard, and what for.

    ``number`` is the standard's (``1-1``), or ``附1`` where the standard's is not known.
    """

    code: str
    number: str
    name: str
    aspect: str
    subject: str
    basis: str
    purpose: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """通过, 不通过, 不适用 or 人工, and why."""

    result: str
    detail: str = ""


def passed(detail: str = "") -> Outcome:
    """It was looked at and holds."""
    return Outcome(PASSED, detail)


def failed(detail: str) -> Outcome:
    """It was looked at and does not hold."""
    return Outcome(FAILED, detail)


def unfit(detail: str) -> Outcome:
    """There is nothing here that the item is about."""
    return Outcome(UNFIT, detail)


def asked(detail: str) -> Outcome:
    """A person has to look; nobody has yet."""
    return Outcome(BY_HAND, detail)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person found of one item: who said it, and when."""

    code: str
    result: str
    note: str
    by: str
    at: datetime

    def as_facts(self) -> dict[str, str]:
        """As the log and the JSON report keep it."""
        at = self.at.isoformat(timespec="seconds")
        return {"结果": self.result, "说明": self.note, "人": self.by, "时间": at}


@dataclass(frozen=True, slots=True)
class ItemResult:
    """One item's result; by the machine, or by the person who answered."""

    item: Item
    result: str
    detail: str
    time: datetime
    operator: str
    answer: Answer | None = None

    def as_json(self) -> dict[str, object]:
        """As reports and ``archive test --json`` show it."""
        return {
            "code": self.item.code,
            "name": self.item.name,
            "property": self.item.aspect,
            "object": self.item.subject,
            "basis": self.item.basis,
            "purpose": self.item.purpose,
            "result": self.result,
            "detail": self.detail,
            "time": self.time.isoformat(timespec="seconds"),
            "operator": self.operator,
            "answer": self.answer.as_facts() if self.answer else None,
        }


@dataclass(frozen=True, slots=True)
class TestResult:
    """A package tested at one occasion, item by item."""

    __test__ = False  # pytest: no test of its own

    reference_code: str
    version: int
    root: str
    occasion: Occasion
    time: datetime
    operator: str
    results: tuple[ItemResult, ...]

    @property
    def failed(self) -> tuple[ItemResult, ...]:
        """What does not hold."""
        return tuple(each for each in self.results if each.result == FAILED)

    @property
    def questions(self) -> tuple[ItemResult, ...]:
        """What a person still has to look at."""
        return tuple(each for each in self.results if each.result == BY_HAND)

    @property
    def counted(self) -> dict[str, int]:
        """How many items came to each result."""
        return {name: sum(each.result == name for each in self.results) for name in RESULTS}

    @property
    def summary(self) -> dict[str, object]:
        """The facts of a log line: what was tested and what came of it."""
        answers = {e.item.code: e.answer.as_facts() for e in self.results if e.answer}
        facts: dict[str, object] = {
            "版本": self.version,
            "根": self.root,
            "环节": self.occasion.value,
            **self.counted,
            "不通过的项目": [each.item.code for each in self.failed],
        }
        return {**facts, "回答": answers} if answers else facts

    def as_json(self) -> dict[str, Any]:
        """The whole result; a package passes only with nothing failed and nothing open."""
        return {
            "reference_code": self.reference_code,
            "version": self.version,
            "root": self.root,
            "occasion": self.occasion.value,
            "standard": STANDARD,
            "time": self.time.isoformat(timespec="seconds"),
            "operator": self.operator,
            "passed": not self.failed and not self.questions,
            "counts": self.counted,
            "items": [each.as_json() for each in self.results],
            "questions": [each.item.code for each in self.questions],
        }
