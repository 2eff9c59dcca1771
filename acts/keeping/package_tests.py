"""A package tested at somebody's wish: the answers taken in, the log told, the report made."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from acts.keeping.test_answers import read_answers
from acts.keeping.test_reports import result_path
from acts.keeping.testing_packages import note_test, test_package
from acts.sealing.package_papers import make_test_report
from acts.sealing.seal_facts import TEST
from archive.reading import find_reference

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from acts.bureau import Bureau
    from acts.papers.records import DocumentRecord
    from archive.four_properties.model import Occasion, TestResult


@dataclass(frozen=True, slots=True)
class Tested:
    """What came of a test; ``noted`` when the log was told, ``report`` when a paper was made."""

    result: TestResult
    noted: bool
    report: DocumentRecord | None = None

    def as_json(self) -> dict[str, Any]:
        """As ``archive test --json`` shows it."""
        made = self.report
        return {
            **self.result.as_json(),
            "noted": self.noted,
            "report": {"docx": made.docx, "pdf": made.pdf, "json": result_path(made)}
            if made
            else None,
        }


def run_package_test(
    bureau: Bureau,
    reference: str,
    occasion: Occasion,
    on: date,
    *,
    answers: Path | None = None,
    pairs: Sequence[str] = (),
    report: bool = False,
) -> Tested:
    """Test a sealed version, the newest unless the reference names one.

    Where nothing can be written the test is made all the same and the log not told.
    Raises PackageNotFoundError, NotAnAnswerError and what ``judged`` raises.
    """
    package = find_reference(bureau.workspace, reference)
    given = read_answers(bureau, answers, pairs)
    bureau.report(f"正在检测 {package.reference_code} 第{package.version}版……")
    result = test_package(bureau, package, occasion, given)
    if report:
        return Tested(result, True, make_test_report(bureau, package, result, on))
    if not _can_write(bureau):
        return Tested(result, False)
    with bureau.journal.act(TEST, result.operator, result.reference_code) as act:
        note_test(act, result)
    return Tested(result, True)


def _can_write(bureau: Bureau) -> bool:
    """Whether the log can be told at all."""
    places = (bureau.workspace.root, bureau.workspace.register_file, bureau.workspace.log_file)
    return all(os.access(place, os.W_OK) for place in places)
