"""评分表 out to the experts and back: the record that the step takes, or every fault at once."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any, ClassVar

from acts.keeping.exporting import make_folder, refuse_unfit_place
from acts.panel.meetings import CHOOSING, meeting_of, panel_for
from acts.panel.score_reading import Reading, Scored, read_scores, shown
from acts.panel.score_workbooks import score_workbook
from cases.digest import digest_of_file
from cases.errors import JiangdangError, Kind
from cases.lifecycle.assessing import grade_of, points_of_assessment, shown_total
from cases.lifecycle.scoring import RECUSED, dropped_seats, keys, mean_scores, places, rows_by_case
from cases.saving import write_durably
from cases.settings import Role
from cases.yamlwriting import dump

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date
    from pathlib import Path

    from acts.bureau import Bureau
    from acts.panel.meetings import Meeting
    from cases.casefile import CaseFile

MOST_FILES = 200


class ScoreFaultsError(JiangdangError):
    """The workbooks cannot be taken in; the findings name each file and cell."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "E161"


class FileStandsError(JiangdangError):
    """A file of that name is there already."""

    kind: ClassVar[Kind] = Kind.CONFLICT
    code: ClassVar[str] = "E162"


class TooManyFilesError(JiangdangError):
    """More workbooks than any panel has experts, or none."""

    kind: ClassVar[Kind] = Kind.USAGE
    code: ClassVar[str] = "E163"


def write_sheets(
    bureau: Bureau, target: str, folder: Path, names: Sequence[str] = (), *, term: bool = False
) -> dict[str, Any]:
    """A workbook for each expert into a folder; none is written over."""
    person = bureau.acting(Role.CLERK)
    meeting = meeting_of(bureau, target, term=term)
    panel = panel_for(bureau, meeting, names)
    files = {folder / f"{meeting.name}-{each.name}.xlsx": each for each in panel}
    make_folder(folder)
    _refuse_standing(files)
    title = _title(meeting)
    for file, expert in files.items():
        write_durably(file, score_workbook(meeting, expert, title))
    with bureau.journal.act("export", person.name, meeting.target) as act:
        act.enter("export", meeting.target, {"事项": f"{meeting.kind}评分表", "份数": len(files)})
    return {
        "target": meeting.target,
        "kind": meeting.kind,
        "projects": len(meeting.cases),
        "files": [str(file) for file in files],
        "recusals": sum(len(meeting.recusals(each)) for each in panel),
    }


def _title(meeting: Meeting) -> str:
    batch = meeting.world.batch
    name = "专家差额评审评分表" if meeting.kind == CHOOSING else "届满考核评分表"
    return f"{batch.get('年度', '')}年{meeting.world.policy.jurisdiction}{name}（{meeting.target}）"


def _holds(file: Path, content: bytes) -> bool:
    """Whether a run that was cut short wrote the very same file."""
    with suppress(OSError):
        return file.stat().st_size == len(content) and file.read_bytes() == content
    return False


def _refuse_standing(files: Iterable[Path]) -> None:
    for file in files:
        refuse_unfit_place(file)
        if file.exists():
            raise FileStandsError(path=file)


def take_scores(
    bureau: Bureau,
    target: str,
    files: Sequence[Path],
    folder: Path,
    on: date,
    names: Sequence[str] = (),
    *,
    term: bool = False,
) -> dict[str, Any]:
    """Read the filled workbooks of a whole panel and write the records for the step.

    All or nothing: one faulty cell and nothing is written. Raises ScoreFaultsError.
    """
    person = bureau.acting(Role.CLERK)
    if not 0 < len(files) <= MOST_FILES:
        raise TooManyFilesError(most=MOST_FILES)
    meeting = meeting_of(bureau, target, term=term)
    reading = read_scores(meeting, panel_for(bureau, meeting, names), list(files))
    if reading.faults:
        raise ScoreFaultsError(count=len(reading.faults), findings=reading.faults)
    records = _records(meeting, reading, on)
    written = {
        folder / f"{name}.yaml": _text(meeting, record).encode() for name, record in records.items()
    }
    make_folder(folder)
    _refuse_standing([file for file, content in written.items() if not _holds(file, content)])
    for file, content in written.items():
        write_durably(file, content)
    facts = {"事项": meeting.kind, "份数": len(files), "摘要": [digest_of_file(f) for f in files]}
    with bureau.journal.act("scores", person.name, meeting.target) as act:
        act.enter("scores", meeting.target, facts)
    return {**_told(meeting, records), "files": [str(file) for file in written]}


def _text(meeting: Meeting, record: dict[str, Any]) -> str:
    """The record as a file, saying what is still to be filled in."""
    if meeting.kind == CHOOSING:
        step, blanks = (
            f"batch advance {meeting.target} score",
            "入选、审定日期；同分取舍的写同分说明",
        )
    else:
        step, blanks = "case advance 案卷 assess-term", "方法、依据、培养人数、结论"
    told = f"# 由评分表汇总。请补填：{blanks}，然后办理：jiangdang {step} --record 本文件\n"
    return told + dump({"记录": record})


def _records(meeting: Meeting, reading: Reading, on: date) -> dict[str, dict[str, Any]]:
    """The record of the choice, or one for each project that was assessed."""
    if meeting.kind == CHOOSING:
        return {meeting.name: _choice(meeting, reading.scored, on)}
    return {
        f"{case.id}-{meeting.kind}": _assessed(meeting, reading.scored, case)
        for case in meeting.cases
    }


def _choice(meeting: Meeting, scored: Sequence[Scored], on: date) -> dict[str, Any]:
    """What ``score`` takes: the experts, their points by indicator, their remarks."""
    return {
        "评审日期": on,
        "专家": [_expert(meeting, each) for each in scored],
        "评审指标": [
            {"指标": each.label, "分值": each.weight, "要点": each.standard}
            for each in meeting.columns
        ],
        "评分": [_row(case, scored) for case in meeting.cases],
        "入选": [],
        "审定日期": "",
    }


def _expert(meeting: Meeting, each: Scored) -> dict[str, Any]:
    recused = meeting.recusals(each.expert)
    told = {"姓名": each.expert.name, "单位": each.expert.unit, "回避声明": "是"}
    reasons = [{"案卷号": case, "情形": tie} for case, tie in recused.items()]
    return {**told, **({"回避": list(recused), "回避情形": reasons} if recused else {})}


def _row(case: CaseFile, scored: Sequence[Scored]) -> dict[str, Any]:
    """The points of one case, seat by seat; who recused says so."""
    given = [each.points[case.id] for each in scored]
    return {
        "案卷号": case.id,
        "得分": [RECUSED if own is None else shown(sum(own)) for own in given],  # type: ignore[arg-type]
        "分项": [[] if own is None else [shown(each) for each in own] for own in given],
        "评语": [each.remarks.get(case.id, "") for each in scored],
    }


def _assessed(meeting: Meeting, scored: Sequence[Scored], case: CaseFile) -> dict[str, Any]:
    """What ``assess-term`` takes: each expert's points by element, and what is still to be said."""
    able = [each for each in scored if each.points[case.id] is not None]
    elements = dict.fromkeys(column.element for column in meeting.columns)
    return {
        "方式": "组织专家",
        "方法": [],
        "专家": [{"姓名": each.expert.name, "单位": each.expert.unit} for each in able],
        "评分": [
            {"专家": each.expert.name, "要素": _elements(meeting, each, case),
             "评语": each.remarks.get(case.id, "")}
            for each in able
        ],
        "要素": {element: {"依据": []} for element in elements},
        "培养人数": "",
        "结论": "",
    }  # fmt: skip


def _elements(meeting: Meeting, each: Scored, case: CaseFile) -> dict[str, Any]:
    """An expert's points by element, by item where the element has items."""
    points = each.points[case.id] or ()
    found: dict[str, Any] = {}
    for column, own in zip(meeting.columns, points, strict=True):
        if column.item:
            found.setdefault(column.element, {"细项": {}})["细项"][column.item] = shown(own)
        else:
            found[column.element] = shown(own)
    return found


def _told(meeting: Meeting, records: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """What the points come to: means and places, or totals and the grades they reach."""
    if meeting.kind == CHOOSING:
        rows = _ranked(meeting, records[meeting.name])
    else:
        rows = [
            _graded(meeting, case, records[f"{case.id}-{meeting.kind}"]) for case in meeting.cases
        ]
    return {"target": meeting.target, "kind": meeting.kind, "projects": rows}


def _ranked(meeting: Meeting, record: dict[str, Any]) -> list[dict[str, Any]]:
    """Each programme's projects, best first; equals share a place."""
    panel, names = meeting.world.policy.panel, [each.label for each in meeting.columns]
    means, order = mean_scores(record, panel), keys(record, panel, names)
    given, rows = rows_by_case(record), []
    for label in dict.fromkeys(case.programme for case in meeting.cases):
        mine = [case for case in meeting.cases if case.programme == label]
        ranks = places([case.id for case in mine], order)
        for case in sorted(mine, key=lambda each: (ranks.get(each.id, 0), each.id)):
            row = given[case.id]
            rows.append(
                {
                    "case": case.id,
                    "title": str(case.get("项目名称", "")),
                    "programme": label,
                    "points": list(row.points),
                    "dropped": list(dropped_seats(row, panel)),
                    "mean": str(means.get(case.id, "")),
                    "rank": ranks.get(case.id),
                }
            )
    return rows


def _graded(meeting: Meeting, case: CaseFile, record: dict[str, Any]) -> dict[str, Any]:
    assessment = meeting.world.policy.assessment
    total = points_of_assessment(assessment, record).total
    reached = grade_of(assessment, total)
    return {
        "case": case.id,
        "title": str(case.get("项目名称", "")),
        "programme": case.programme,
        "total": shown_total(total),
        "grade": reached.label if reached else "",
    }
