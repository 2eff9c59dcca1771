"""往年档案缺项报告: what old files lack and which scans found no place, on paper or in Excel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from acts.keeping.exporting import refuse_unfit_place
from acts.overviews.overview_papers import is_paper, write_overview
from cases.errors import JiangdangError, Kind
from cases.words import message
from cases.words.widths import width
from index.sheets import Table, write_book

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from acts.bureau import Bureau
    from acts.old_years.gaps import Gap
    from acts.old_years.scans import Scan

    Left = Sequence[tuple[Scan, str]]

KIND = "old-years-gaps"
MOST_LISTED = 400
_WIDEST = 100  # columns of a terminal
GAP_HEADS = ("案卷", "项目", "缺少的文书", "缺少的材料", "没有的事实", "推定日期的环节", "来源")
_SCAN_HEADS = ("文件", "原因")
_TITLE = "往年档案缺项报告"


class NotAGapFileError(JiangdangError):
    """Gaps are written as ``.xlsx``, ``.docx`` or ``.pdf`` and nothing else."""

    kind: ClassVar[Kind] = Kind.USAGE
    code: ClassVar[str] = "B263"


def write_gaps(bureau: Bureau, gaps: Sequence[Gap], left: Left, file: Path) -> dict[str, object]:
    """The report by the file's suffix."""
    if is_paper(file):
        return write_overview(bureau, KIND, {"缺项": gap_words(gaps, left)}, file, len(gaps))
    if file.suffix.lower() != ".xlsx":
        raise NotAGapFileError(path=file)
    refuse_unfit_place(file)
    rows = [gap_row(gap) for gap in gaps if gap.is_open]
    scans = [(scan.shown, reason) for scan, reason in left]
    title = f"{_TITLE}（{told(gaps)}）"
    unmatched = Table("扫描件", "没有对上项目的扫描件", _SCAN_HEADS, scans)
    write_book(file, [Table("缺项", title, GAP_HEADS, rows), unmatched])
    return {"path": str(file)}


def told(gaps: Sequence[Gap]) -> str:
    """How many there are and how many lack something."""
    cases = sum(gap.target.count("-") == 2 for gap in gaps)
    lacking = sum(gap.is_open for gap in gaps)
    facts = {"cases": str(cases), "batches": str(len(gaps) - cases), "lacking": str(lacking)}
    return message("B264", facts)


def gap_row(gap: Gap) -> tuple[str, ...]:
    """One line of the report."""
    parts = (gap.papers, gap.evidence, gap.facts, gap.supposed)
    return (gap.target, gap.title, *("、".join(each) for each in parts), gap.source)


def gap_lines(gap: Gap) -> list[str]:
    """One gap as a terminal shows it: its case, then what it lacks, no line too wide."""
    parts = (gap.papers, gap.evidence, gap.facts, gap.supposed)
    lines = [f"{gap.target}　{gap.title}（{gap.source}）"]
    for head, names in zip(GAP_HEADS[2:], parts, strict=False):
        line = f"  {head}："
        for at, name in enumerate(names):
            if at and width(line) + width(name) + 2 > _WIDEST:
                lines.append(line)
                line = "    "
            line += name + ("、" if at < len(names) - 1 else "")
        lines += [line] if names else []
    return lines


def gap_words(gaps: Sequence[Gap], left: Left) -> dict[str, Any]:
    """缺项: everything that the template prints."""
    lacking = [gap for gap in gaps if gap.is_open]
    return {
        "概述": told(gaps),
        "未列": max(0, len(lacking) - MOST_LISTED),
        "明细": [_line(gap) for gap in lacking[:MOST_LISTED]],
        "扫描件": [{"文件": scan.shown, "原因": reason} for scan, reason in left[:MOST_LISTED]],
    }


def _line(gap: Gap) -> dict[str, str]:
    days = tuple(f"{step}的日期" for step in gap.supposed)
    return {
        "案卷": gap.target,
        "项目": gap.title,
        "文书": "、".join(gap.papers),
        "材料": "、".join(gap.evidence),
        "事实": "、".join((*gap.facts, *days)),
        "来源": gap.source,
    }
