"""资助申请表 that come back in Word: read into a case, the received file kept with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from acts.evidence.evidence_list import read_evidence
from acts.papers.programmes import open_batch_of, programme_in
from acts.rosters.incoming import RARE, Incoming, Paper, put_at
from acts.world import read_world
from cases.digest import digest_of
from cases.errors import JiangdangError, Kind
from cases.findings import Finding, Place, Severity
from cases.obstacles import obstacle
from cases.typedfile import FORMAT_VERSION, CannotReadError
from cases.values.bad_value import BadValueError
from cases.values.ids import CaseId
from cases.yamlwriting import dump
from doc_templates.form_reading.form import FormReading, read_form
from doc_templates.form_reading.labels import kinds, plain_label
from doc_templates.form_reading.pictures import pictures
from doc_templates.packing import MOST_DOCX_BYTES
from doc_templates.word_intake import open_word_file

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from acts.bureau import Bureau
    from cases.lifecycle.world import World
    from cases.policy.model import Policy
    from cases.policy.programme import Programme

FORM_ITEM, PHOTO_ITEM = "申请表来稿", "申请表照片"
# Written by the bureau, or not asked for on the form unless it is there.
_NOT_ASKED = (
    "格式版本",
    "案卷号",
    "项目类别",
    "批次",
    "政策",
    "政策摘要",
    "档号",
    "资助周期",
    "保管期限",
    "选聘公示",
)


class WhichProgrammeError(JiangdangError):
    """The form does not show for which programme the unit applies."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "W701"


class ImportedBeforeError(JiangdangError):
    """The very same file became a case before."""

    kind: ClassVar[Kind] = Kind.CONFLICT
    code: ClassVar[str] = "W702"


def read_application(bureau: Bureau, file: Path, batch: str) -> Incoming:
    """A filled form as a case to be, for the batch named or the only one open.

    Raises what ``open_word_file`` and ``read_form`` raise, WhichBatchError,
    WhichProgrammeError and ImportedBeforeError.
    """
    content = _content(file)
    _refuse_twin(bureau, file.name, content)
    members = open_word_file(content, file.name)
    reading = read_form(members, file.name)
    named = batch or reading.values.get("批次") or open_batch_of(bureau, file.name)
    world = read_world(bureau, named)
    programme = _programme(world.policy, reading, file.name)
    notes = list(reading.findings)
    data = _case(reading, world, programme, notes, file.name)
    papers = [Paper(FORM_ITEM, file.name, content)]
    for each in pictures(members):
        if each.kept:
            papers.append(Paper(PHOTO_ITEM, each.name, each.content))
        else:
            notes.append(_note("W704", file.name, "", picture=each.name))
    doubts = tuple(notes)
    return Incoming(file.name, dump(data), reading.places, doubts, papers=tuple(papers))


def _content(file: Path) -> bytes:
    """The bytes of the file, no more of them than a form may have."""
    try:
        with file.open("rb") as stream:
            return stream.read(MOST_DOCX_BYTES + 1)
    except OSError as error:
        raise CannotReadError(path=file, reason=obstacle(error)) from error


def _refuse_twin(bureau: Bureau, name: str, content: bytes) -> None:
    """A unit's mail that was imported once is not a second application."""
    digest = digest_of(content)
    for folder in sorted(bureau.workspace.cases.glob("*/evidence")):
        case = folder.parent.name
        held = read_evidence(bureau.workspace, case)
        if any(row.sha256 == digest and row.item == FORM_ITEM for row in held):
            raise ImportedBeforeError(name=name, case=case)


def _programme(policy: Policy, reading: FormReading, name: str) -> Programme:
    """The programme that the form names, or whose name comes first in its opening words."""
    for words in (reading.values.get("项目类别", ""), reading.opening):
        found = programme_in(policy, words)
        if found is not None:
            return found
    known = "、".join(each.label for each in policy.programmes.values())
    raise WhichProgrammeError(name=name, known=known)


def _case(
    reading: FormReading, world: World, programme: Programme, notes: list[Finding], name: str
) -> dict[str, Any]:
    """The case's fields in the order of the schema; what was not filled in stays empty."""
    given = _fields(reading)
    if given["申报.承诺"] == "是" and not given["申报.承诺人"]:
        given["申报.承诺人"] = given["单位.法定代表人"]
        signer = given["单位.法定代表人"] or "？"
        notes.append(_note("W705", name, reading.places["申报.承诺"], signer=signer))
    _name_tasks(given.get("计划.目标任务", []), world, programme, reading.places, notes, name)
    fixed = {
        "格式版本": FORMAT_VERSION,
        "案卷号": _case_id(reading, world, programme, notes, name),
        "项目类别": programme.label,
        "批次": world.batch.id,
        "政策": world.policy.id,
        "政策摘要": world.policy.digest,
    }
    case: dict[str, Any] = {}
    for key, value in {**dict.fromkeys(kinds(), None), **fixed, **given}.items():
        if value is not None:
            put_at(case, key, value)
    return {**case, "档号": "", "资助周期": {}, "办理": []}


def _fields(reading: FormReading) -> dict[str, Any]:
    """Every field a form can fill: what was read, else nothing."""
    lists = [key for key, kind in kinds().items() if kind == "列表"]
    found: dict[str, Any] = {}
    for key, kind in kinds().items():
        if key.partition(".")[0] in _NOT_ASKED or any(key.startswith(f"{o}.") for o in lists):
            continue
        value = reading.lists.get(key, []) if kind == "列表" else reading.values.get(key, "")
        if value or not key.startswith(RARE):
            found[key] = value
    notice = {key: value for key, value in reading.values.items() if key.startswith("选聘公示.")}
    return found | (notice if any(notice.values()) else {})


def _case_id(
    reading: FormReading, world: World, programme: Programme, notes: list[Finding], name: str
) -> str:
    """The id that our own form shows; nothing when it shows none that can be this case's."""
    given = reading.values.get("案卷号", "")
    try:
        found = CaseId.parse(given) if given else None
    except BadValueError:
        found = None
    if found and (found.year, found.programme_code) == (world.batch.year, programme.code):
        return given
    if given:
        notes.append(_note("W706", name, reading.places.get("案卷号", ""), given=given))
    return ""


def _name_tasks(
    tasks: list[dict[str, str]], world: World, programme: Programme,
    places: Mapping[str, str], notes: list[Finding], name: str,
) -> None:  # fmt: skip
    """The rule of each task, found by its number or by what the policy says in short."""
    clauses = world.policy.clauses
    rules = [*(task.rule for task in programme.tasks if task.rule in clauses), *clauses]
    by_words = {plain_label(clauses[rule].gist): rule for rule in reversed(rules)}
    for at, task in enumerate(tasks, start=1):
        words = task.get("任务", "")
        rule = words if words in clauses else by_words.get(plain_label(words))
        if rule is None and words:
            notes.append(
                _note("W703", name, places.get(f"计划.目标任务.{at}.任务", ""), task=words)
            )
        task["任务"] = rule or words


def _note(code: str, name: str, place: str, **facts: str) -> Finding:
    return Finding(code, Severity.WARNING, Place(name, None, place), facts)
