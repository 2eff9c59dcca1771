"""Listing the cases of a workspace, on screen and as an Excel sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from acts.keeping.exporting import refuse_unfit_place
from acts.rosters.roster_export import roster_heads, roster_lines
from cases.casefile import scan_cases
from cases.errors import JiangdangError, Kind
from cases.lifecycle.steps import step_of
from index.sheets import write_typed_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from acts.bureau import Bureau
    from cases.casefile import CaseFile
    from cases.findings import Finding

SHEET_TITLE = "申报项目汇总表"
CASE_HEADS = ("案卷", "项目类别", "批次", "环节", "单位", "带头人", "档号")


class NotExcelError(JiangdangError):
    """A list of cases is exported as ``.xlsx`` and nothing else."""

    kind: ClassVar[Kind] = Kind.USAGE
    code: ClassVar[str] = "W501"


def list_cases(bureau: Bureau) -> tuple[list[dict[str, str]], tuple[Finding, ...]]:
    """All cases in the order of their ids, and what is wrong with files that cannot be read."""
    cases, findings = scan_cases(bureau.workspace)
    return [_row(case) for case in cases.values()], findings


def _row(case: CaseFile) -> dict[str, str]:
    return {
        "case": case.id,
        "programme": case.programme,
        "batch": case.batch,
        "step": case.step,
        "unit": str(case.get("单位.名称", "")),
        "leader": str(case.get("带头人.姓名", "")),
        "reference_code": str(case.get("档号", "")),
    }


def labelled(rows: Iterable[Mapping[str, str]]) -> list[tuple[str, ...]]:
    """The rows as people read them, steps by their labels."""
    return [tuple({**row, "step": step_label(row["step"])}.values()) for row in rows]


def step_label(step: str) -> str:
    """The Chinese label of a step id; the id itself if nobody knows it."""
    known = step_of(step)
    return known.label if known else step


def export_cases(bureau: Bureau, file: Path) -> None:
    """All cases as a sheet that ``case import`` reads back; raises NotExcelError."""
    if file.suffix.lower() != ".xlsx":
        raise NotExcelError(path=file)
    refuse_unfit_place(file)
    cases, _ = scan_cases(bureau.workspace)
    lines = roster_lines((case, step_label(case.step)) for case in cases.values())
    write_typed_rows(file, SHEET_TITLE, roster_heads(), lines)
