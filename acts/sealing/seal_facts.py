"""What the log says of one version's sealing, its consent, and earlier answers to its tests."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from acts.auditing import log_entries
from archive.four_properties.model import Answer
from archive.four_properties.sight import SealFacts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from archive.reading import Package
    from cases.workspace import Workspace

TEST = "four-property"
_CHECKED = "立卷检查"


@dataclass(slots=True)
class LoggedPackage:
    """One version as the log knows it; ``answers`` by occasion, the latest of each item."""

    seal: SealFacts | None = None
    answers: dict[str, dict[str, Answer]] = field(default_factory=dict)


def logged_package(workspace: Workspace, package: Package) -> LoggedPackage:
    """Read the log once for one version; lines that nobody can read are the audit's."""
    found, consents = LoggedPackage(), {}
    for row in log_entries(workspace):
        facts = row["facts"]
        if not isinstance(facts, dict):
            continue
        about = str(row["object"])
        if row["action"] == "approve" and _CHECKED in str(facts.get("事项", "")):
            consents[about] = str(row["actor"])
        elif row["action"] == "seal" and _is_of(facts, package):
            found.seal = _seal(row, facts, consents.get(about, ""))
        elif row["action"] == TEST and about == package.reference_code:
            _take_answers(found, facts, package)
    return found


def _is_of(facts: Mapping[str, Any], package: Package) -> bool:
    return (facts.get("档号"), facts.get("版本")) == (package.reference_code, package.version)


def _seal(row: Mapping[str, Any], facts: Mapping[str, Any], consenter: str) -> SealFacts | None:
    try:
        at = datetime.fromisoformat(str(row["ts"]))
    except ValueError:
        return None
    return SealFacts(
        str(facts.get("根", "")), str(row["actor"]), at, consenter,
        _count(facts.get("件数")), _count(facts.get("字节数")),
    )  # fmt: skip


def _count(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _take_answers(found: LoggedPackage, facts: Mapping[str, Any], package: Package) -> None:
    """Answers given to a test of this very version, with its root."""
    answers = facts.get("回答")
    root = found.seal.root if found.seal else facts.get("根")
    if (facts.get("版本"), facts.get("根")) != (package.version, root):
        return
    for code, told in answers.items() if isinstance(answers, dict) else ():
        try:
            at = datetime.fromisoformat(told["时间"])
            answer = Answer(code, told["结果"], told["说明"], told["人"], at)
        except (TypeError, KeyError, ValueError):
            continue
        found.answers.setdefault(str(facts.get("环节")), {})[code] = answer
