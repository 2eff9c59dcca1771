"""交接清单: every file not yet in the archive, its papers, where they lie, what is missing."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from acts.evidence.evidence_list import read_evidence
from acts.evidence.taking_in import missing_items
from acts.keeping.exporting import refuse_unfit_place
from acts.listing import step_label
from acts.overviews.overview_papers import is_paper, write_overview
from acts.papers.originals import replaced_by, standing, state_of
from acts.papers.records import list_records
from acts.sealing.ended import is_backfilled, is_ended
from acts.search.spoken import said_time
from acts.todo.listing import todo_duties
from cases.casefile import CaseFile, all_batches, all_cases
from cases.errors import JiangdangError, Kind
from cases.words import message
from index.sheets import Table, write_book
from index.text.personal import hide

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from acts.bureau import Bureau
    from cases.casefile import BatchFile

KIND = "handover-list"
HANDOVER_HEADS = ("案卷", "项目", "所在环节", "现有文书", "现有材料", "存放位置", "缺少和待办")
_FAR = 3660  # days: everything that is due


class NotAHandoverFileError(JiangdangError):
    """A handover list is written as ``.xlsx``, ``.docx`` or ``.pdf`` and nothing else."""

    kind: ClassVar[Kind] = Kind.USAGE
    code: ClassVar[str] = "B140"


@dataclass(frozen=True, slots=True)
class Handing:
    """Who hands over to whom, before whom, and why."""

    giver: str
    taker: str = ""
    witness: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class HandedFile:
    """One open case or batch."""

    target: str
    title: str
    step: str
    papers: tuple[str, ...]
    evidence: tuple[str, ...]
    place: str
    missing: tuple[str, ...]

    def cells(self) -> tuple[str, ...]:
        """A line of the list."""
        inner = ("；".join(part) for part in (self.papers, self.evidence))
        missing = "；".join(self.missing)
        return (self.target, self.title, self.step, *inner, self.place, missing)


def open_files(bureau: Bureau) -> list[HandedFile]:
    """Every batch and case without 档号, in order; numbers of persons are hidden."""
    duties: dict[str, list[str]] = defaultdict(list)
    for duty in todo_duties(bureau, _FAR):
        duties[duty.target].append(duty.what)
    workspace = bureau.workspace
    files: list[CaseFile | BatchFile] = [
        *all_batches(workspace).values(),
        *all_cases(workspace).values(),
    ]
    return [_handed(bureau, each, duties) for each in files if not each.get("档号")]


def _handed(
    bureau: Bureau, file: CaseFile | BatchFile, duties: Mapping[str, list[str]]
) -> HandedFile:
    records = list_records(bureau.workspace, file.id)
    replaced = replaced_by(records)
    papers = [_named(each.title, state_of(each, replaced)) for each in standing(records)]
    missing = list(duties.get(file.id, ()))
    evidence: tuple[str, ...] = ()
    if isinstance(file, CaseFile):
        rows = read_evidence(bureau.workspace, file.id)
        evidence = tuple(hide(f"{row.element or row.item}：{row.original_name}") for row in rows)
        if not is_backfilled(file):
            items = missing_items(bureau, file)
            missing += [message("B141", {"name": item.name}) for item in items]
        if is_ended(file):
            missing.append(message("B142", {}))
    title = str(file.get("项目名称", "") or file.get("名称", "") or file.get("单位.名称", ""))
    return HandedFile(
        file.id,
        title,
        step_label(file.step) or "未申报",
        tuple(map(hide, papers)),
        evidence,
        bureau.workspace.relative(bureau.workspace.target_folder(file.id)),
        tuple(dict.fromkeys(missing)),
    )


def _named(title: str, state: str) -> str:
    return f"{title}（{state}）" if state else title


def write_handover(bureau: Bureau, handing: Handing, file: Path) -> dict[str, object]:
    """The list by the file's suffix; raises NotAHandoverFileError for another."""
    found = open_files(bureau)
    if is_paper(file):
        words = handover_words(bureau, handing, found)
        write_overview(bureau, KIND, {"交接": words}, file, len(found))
    elif file.suffix.lower() == ".xlsx":
        refuse_unfit_place(file)
        title = message("B143", {"giver": handing.giver, "time": said_time(bureau.now)})
        write_book(file, [Table("交接清单", title, HANDOVER_HEADS, [f.cells() for f in found])])
    else:
        raise NotAHandoverFileError(path=file)
    return {"path": str(file), "files": len(found), "open": [each.target for each in found]}


def handover_words(bureau: Bureau, handing: Handing, found: list[HandedFile]) -> dict[str, Any]:
    """交接: everything that the template prints."""
    return {
        "移交人": handing.giver,
        "接收人": handing.taker,
        "监交人": handing.witness,
        "原因": handing.reason or "工作交接",
        "时间": said_time(bureau.now),
        "件数": len(found),
        "文书数": sum(len(each.papers) for each in found),
        "材料数": sum(len(each.evidence) for each in found),
        "缺项数": sum(bool(each.missing) for each in found),
        "明细": [_line(each) for each in found],
    }


def _line(each: HandedFile) -> dict[str, str]:
    return {
        "案卷": each.target,
        "项目": each.title,
        "环节": each.step,
        "现有": "；".join((*each.papers, *each.evidence)),
        "位置": each.place,
        "缺少": "；".join(each.missing),
    }
