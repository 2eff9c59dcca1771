"""New cases: one by hand, or many from YAML files, Word forms and Excel rosters."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, ClassVar

from acts.batches import AlreadyThereError
from acts.papers.paper_keeping import keep_papers
from acts.rosters.incoming import Incoming
from acts.world import read_world
from cases.casefile import parse_case
from cases.errors import JiangdangError, Kind
from cases.findings import Finding, Place, Severity, errors_of
from cases.lifecycle.checking import check_case
from cases.obstacles import MISSING
from cases.settings import Role
from cases.typedfile import FORMAT_VERSION, CannotReadError, FaultyFileError, read_text
from cases.values.ids import CaseId
from cases.words import message
from cases.yamlnodes import read_plain
from cases.yamltext import Put, changed
from cases.yamlwriting import dump
from doc_templates.form_reading.labels import nearest_label

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from acts.bureau import Bureau
    from acts.rosters.incoming import Paper
    from cases.casefile import CaseFile
    from cases.lifecycle.world import World
    from cases.policy.model import Policy
    from cases.policy.programme import Programme

YAML_FILES, SHEETS, FORM = (".yaml", ".yml"), (".xlsx", ".xls", ".csv"), ".docx"


class UnknownProgrammeError(JiangdangError):
    """The batch's policy funds no such programme."""

    kind: ClassVar[Kind] = Kind.USAGE
    code: ClassVar[str] = "W421"


class NotImportableError(JiangdangError):
    """The file is neither a case file nor a roster."""

    kind: ClassVar[Kind] = Kind.USAGE
    code: ClassVar[str] = "W418"


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that did not land, and why."""

    row: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A case that landed, and what its clerk should look at."""

    row: str
    case: str
    findings: tuple[Finding, ...]


@dataclass(slots=True)
class Imported:
    """Which cases landed, which rows did not, and what was doubtful in those that did."""

    imported: list[str] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    doubtful: list[Doubtful] = field(default_factory=list)

    def as_json(self) -> dict[str, object]:
        """The answer as JSON; ``doubtful`` only where there is something doubtful."""
        refused = [{"row": each.row, "findings": _shown(each.findings)} for each in self.refused]
        doubtful = [
            {"row": each.row, "case": each.case, "findings": _shown(each.findings)}
            for each in self.doubtful
        ]
        answer: dict[str, object] = {"imported": self.imported, "refused": refused}
        return {**answer, "doubtful": doubtful} if doubtful else answer


def _shown(findings: Sequence[Finding]) -> list[dict[str, str]]:
    return [found.as_json() for found in findings]


def new_case(
    bureau: Bureau, batch_id: str, programme: str, unit: str, leader: str
) -> dict[str, object]:
    """Write a case file for the clerk to fill in, under the next free case id."""
    world = read_world(bureau, batch_id)
    found = programme_named(world.policy, programme)
    case_id = str(next_case_id(bureau, world.batch.year, found.code))
    text = dump(_skeleton(case_id, world, found, unit, leader))
    _enter(bureau, world, case_id, text)
    return {"case": case_id, "path": f"cases/{case_id}/case.yaml"}


def programme_named(policy: Policy, name: str) -> Programme:
    """The programme of an id or Chinese label."""
    for programme in policy.programmes.values():
        if name in (programme.id, programme.label, programme.code):
            return programme
    known = "、".join(each.label for each in policy.programmes.values())
    raise UnknownProgrammeError(programme=name, known=known)


def next_case_id(bureau: Bureau, year: int, code: str) -> CaseId:
    """The next free number of a year and programme."""
    prefix = f"{year}-{code}-"
    taken = [p.name for p in bureau.workspace.cases.glob(f"{prefix}*") if p.is_dir()]
    numbers = [int(name[len(prefix) :]) for name in taken if name[len(prefix) :].isdecimal()]
    return CaseId(year, code, max(numbers, default=0) + 1)


def import_cases(bureau: Bureau, files: Sequence[Path], batch: str = "") -> Imported:
    """Try every file and row; good ones land, bad ones are named with all their faults.

    ``batch`` is the batch of what names none itself.
    """
    bureau.acting(Role.CLERK)
    for file in files:
        _refuse_unfit(file)
    result, worlds = Imported(), _Worlds(bureau)
    for file in files:
        notes: list[Finding] = []
        try:
            rows = list(_incoming(bureau, file, batch, notes))
        except JiangdangError as error:
            result.refused.append(_refused(Incoming(file.name, ""), error))
            continue
        lacking: list[Finding] = []
        for number, each in enumerate(rows, start=1):
            lacking += _try_row(bureau, worlds, each, batch, result)
            bureau.progress(f"正在导入 {file.name}", number, len(rows))
        notes += _lacking(file.name, lacking)
        if notes:
            result.doubtful.append(Doubtful(file.name, "", tuple(notes)))
    return result


def _lacking(name: str, findings: Sequence[Finding]) -> Iterator[Finding]:
    """What the whole file has no room for, told once."""
    labels = dict.fromkeys(nearest_label(found.place.key) for found in findings)
    if labels:
        facts = {"labels": "、".join(labels)}
        yield Finding("W728", Severity.WARNING, Place(name), facts)


class _Worlds:
    """What the gates look at, by batch, read once and kept up with the cases that land."""

    def __init__(self, bureau: Bureau) -> None:
        self._bureau = bureau
        self._cases: dict[str, CaseFile] | None = None
        self._held: dict[str, World] = {}

    def of(self, batch: str) -> World:
        """The world of a batch."""
        if batch not in self._held:
            world = read_world(self._bureau, batch, self._cases)
            self._cases = self._cases if self._cases is not None else dict(world.cases)
            self._held[batch] = replace(world, cases=self._cases)
        return self._held[batch]

    def landed(self, case: CaseFile) -> None:
        """A case has come in."""
        if self._cases is not None:
            self._cases[case.id] = case


def _try_row(
    bureau: Bureau, worlds: _Worlds, row: Incoming, batch: str, result: Imported
) -> tuple[Finding, ...]:
    """Import one row, or note why not; returns what the paper had no room for.

    A fault of disk or program stops everything.
    """
    try:
        case_id, later = _import_one(bureau, worlds, row, batch)
    except JiangdangError as error:
        if error.kind is Kind.FAULT:
            raise
        result.refused.append(_refused(row, error))
        return ()
    result.imported.append(case_id)
    if row.doubts:
        result.doubtful.append(Doubtful(row.row, case_id, row.doubts))
    return later


def _refused(row: Incoming, error: JiangdangError) -> Refused:
    """The error's own findings, or the error as the one finding; then what was doubtful."""
    own = Finding(error.code, place=Place(row.row), facts=error.facts)
    found = tuple(_placed(row, each) for each in error.findings) or (own,)
    return Refused(row.row, (*found, *row.doubts))


def _placed(row: Incoming, found: Finding) -> Finding:
    """The finding in the file that was given, not in the case file it would have become."""
    if row.row.lower().endswith(YAML_FILES) and found.place.file == row.row:
        return found
    return replace(found, place=row.place_of(found.place.key))


def _refuse_unfit(file: Path) -> None:
    """Before anything lands: every file is there and of a kind we import."""
    if file.suffix.lower() not in (*YAML_FILES, *SHEETS, FORM):
        raise NotImportableError(path=file)
    if not file.is_file():
        raise CannotReadError(path=file, reason=message(MISSING, {}))


def _incoming(bureau: Bureau, file: Path, batch: str, notes: list[Finding]) -> Iterator[Incoming]:
    """Every application that a file holds; what is said of the whole file goes to the notes."""
    suffix = file.suffix.lower()
    if suffix in YAML_FILES:
        yield Incoming(file.name, read_text(file))
    elif suffix == FORM:
        from acts.rosters.form_import import read_application

        yield read_application(bureau, file, batch)
    else:
        from acts.rosters.rosters import read_roster

        roster = read_roster(bureau, file, batch)
        notes += roster.notes
        yield from roster.rows


class NoBatchNamedError(JiangdangError):
    """A case to import does not say which batch it belongs to."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "W605"


class CaseFaultsError(JiangdangError):
    """The case does not hold to the policy; its findings say where."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "W437"


class AppliedBeforeError(JiangdangError):
    """The batch holds a case of the same unit, leader and programme already."""

    kind: ClassVar[Kind] = Kind.CONFLICT
    code: ClassVar[str] = "W709"


_APPLICANT = ("项目类别", "单位.统一社会信用代码", "带头人.身份证号")


def _refuse_known(world: World, case: CaseFile, row: str) -> None:
    """A row without a case id that landed before is no second application."""
    own = [str(case.get(key, "")) for key in _APPLICANT]
    for held in world.cases.values():
        theirs = [str(held.get(key, "")) for key in _APPLICANT]
        if held.batch == world.batch.id and all(own) and own == theirs:
            facts, code = {"row": row, "case": held.id}, AppliedBeforeError.code
            found = Finding(code, place=Place(key=_APPLICANT[-1]), facts=facts)
            raise AppliedBeforeError(findings=(found,), **facts)


def _import_one(
    bureau: Bureau, worlds: _Worlds, row: Incoming, batch: str
) -> tuple[str, tuple[Finding, ...]]:
    """Check one case against schema and policy and enter it; its id and what is to be filled in."""
    if not row.text:
        raise _faulty(row, ())
    fields = read_plain(row.text, row.row)
    named = str(fields.get("批次") or batch)
    if not named:
        raise NoBatchNamedError(row=row.row)
    world = worlds.of(named)
    programme = programme_named(world.policy, str(fields.get("项目类别", "")))
    case_id = str(fields.get("案卷号") or next_case_id(bureau, world.batch.year, programme.code))
    fixed = {
        "案卷号": case_id,
        "批次": named,
        "政策": world.policy.id,
        "政策摘要": world.policy.digest,
    }
    text = changed(row.text, [Put((key,), value) for key, value in fixed.items()], row.row)
    later = _refuse_faulty(row, world, text)
    if not fields.get("案卷号"):
        _refuse_known(world, parse_case(text, row.row), row.row)
    _enter(bureau, world, str(CaseId.parse(case_id)), text, row.papers)
    worlds.landed(parse_case(text, row.row))
    return case_id, later


def _refuse_faulty(row: Incoming, world: World, text: str) -> tuple[Finding, ...]:
    """Stop at faults of the paper, the file's form and the policy's rules, all at once.

    What the paper has no room for is still to be filled in: returned, and no reason to refuse.
    What follows from a cell that could not be read is not told besides.
    """
    try:
        findings = check_case(world, parse_case(text, row.row))
    except FaultyFileError as error:
        raise _faulty(row, error.findings) from error
    unread = {fault.place.key for fault in row.faults} - {""}
    asked = [
        found
        for found in findings
        if row.asks_for(found.place.key) and row.place_of(found.place.key).key not in unread
    ]
    if errors_of((*row.faults, *asked)):
        raise _faulty(row, asked)
    return tuple(found for found in errors_of(findings) if found not in asked)


def _faulty(row: Incoming, findings: Sequence[Finding]) -> CaseFaultsError:
    """Everything that keeps a row from landing."""
    both = (*row.faults, *findings)
    return CaseFaultsError(row=row.row, count=len(errors_of(both)), findings=both)


def _enter(
    bureau: Bureau, world: World, case_id: str, text: str, papers: Sequence[Paper] = ()
) -> None:
    """One act that puts the case file in place, and the papers it came with."""
    path = f"cases/{case_id}/case.yaml"
    if (bureau.workspace.root / path).exists():
        raise AlreadyThereError(target=case_id)
    name = bureau.acting(Role.CLERK).name
    with bureau.journal.act("new", name, case_id, policy=world.policy.digest) as act:
        act.write(path, text.encode(), before=None)
        act.enter("new", case_id, {"批次": world.batch.id})
        if papers:
            keep_papers(bureau, act, case_id, papers)


def _skeleton(
    case_id: str, world: World, programme: Programme, unit: str, leader: str
) -> dict[str, Any]:
    """A case file with every key that the form asks for, ready to fill in."""
    blank = {"名称": unit, "统一社会信用代码": "", "类型": programme.applicant_kinds[0]}
    return {
        "格式版本": FORMAT_VERSION,
        "案卷号": case_id,
        "项目类别": programme.label,
        "项目名称": "",
        "批次": world.batch.id,
        "政策": world.policy.id,
        "政策摘要": world.policy.digest,
        "单位": {**blank, "法定代表人": "", "主管委办局": "", "开户行": "", "账号": ""},
        "带头人": {"姓名": leader, "身份证号": "", "职业工种": "", "技能等级": "", "荣誉": []},
        "团队": [],
        "条件": {},
        "业绩": [],
        "计划": {"目标任务": [], "带徒人数": "", "年度进度": []},
        "经费": {"配套承诺": "", "配套形式": "货币", "配套到位": [], "支出": []},
        "申报": {"日期": "", "承诺": "", "承诺人": ""},
        "档号": "",
        "资助周期": {},
        "办理": [],
    }
