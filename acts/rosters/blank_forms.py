"""Empty 资助申请表 for units to fill in: the batch's own template, with room where values go."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from acts.keeping.exporting import refuse_unfit_place
from acts.papers.policy_words import policy_words, statements
from acts.papers.programmes import open_batch_of
from acts.rosters.incoming import put_at
from acts.rosters.intake import programme_named
from cases.casefile import read_batch
from cases.errors import JiangdangError, Kind
from cases.saving import write_durably
from cases.values.money import Money
from doc_templates.catalogue import find_kind, load_catalogue, read_template
from doc_templates.filters import ordinal
from doc_templates.form_reading.labels import choices, kinds
from doc_templates.packing import pack, unpack
from doc_templates.rendering import render
from doc_templates.word_parts import MAIN

if TYPE_CHECKING:
    from pathlib import Path

    from acts.bureau import Bureau
    from cases.casefile import BatchFile
    from cases.policy.model import Policy
    from cases.policy.programme import Programme

FORM_KIND = "application-form"
# What the template prints, and what is left of it for a pen: a text, a day, an amount.
_TEXT, _DAY, _AMOUNT = "~~~", date(1901, 1, 1), Money.parse("111111111111.11")
_ROOM = (
    ("年~~~“~~~”", ""),
    ("《~~~》", ""),
    ("~~~", ""),
    ("1901年1月1日", "　　年　　月　　日"),
    ("111,111,111,111.11", ""),
)
_ROOMS = {"金额": _AMOUNT, "日期": _DAY, "整数": "", "是否": False, "身份证号": ""}
_ROWS = {"带头人.荣誉": 1, "条件.制度": 1, "经费.资助计划": 3, "经费.配套用途": 3}


class NotADocxNameError(JiangdangError):
    """A blank form is written as ``.docx`` and nothing else."""

    kind: ClassVar[Kind] = Kind.USAGE
    code: ClassVar[str] = "W730"


def write_blank_form(bureau: Bureau, file: Path, programme: str, batch: str) -> dict[str, str]:
    """An empty application form of a batch and programme as a Word file to hand to units."""
    if file.suffix.lower() != ".docx":
        raise NotADocxNameError(path=file)
    refuse_unfit_place(file)
    found = read_batch(bureau.workspace, batch or open_batch_of(bureau, file.name))
    policy = bureau.policy_of(found)
    named = programme_named(policy, programme)
    kind = find_kind(load_catalogue(bureau.workspace.templates), FORM_KIND)
    template = read_template(kind, named.label, bureau.workspace.templates)
    words = policy_words(policy) | {"说明": statements(policy, kind.id, {named.label})}
    context = {
        "文": {"署名": bureau.settings.name, "成文日期": bureau.now.date(), "编号": ""},
        "局": {"机关全称": bureau.settings.name, "机关简称": bureau.settings.short_name},
        "批": dict(found.data),
        "政": words,
        "案": _blank_case(policy, named, found),
        "表": {"要求": {"配套": bool(named.match.minimum)}},
    }
    write_durably(file, _emptied(render(kind, template, context)))
    return {"path": str(file), "programme": named.label, "batch": found.id}


def _emptied(document: bytes) -> bytes:
    """The form with room instead of the words that stood for values."""
    members = unpack(document, FORM_KIND)
    body = members[MAIN].decode()
    for printed, room in _ROOM:
        body = body.replace(printed, room)
    return pack({**members, MAIN: body.encode()})


def _blank_case(policy: Policy, programme: Programme, batch: BatchFile) -> dict[str, Any]:
    """案: every field of a case as something to be taken out again, and what stands on the form."""
    case: dict[str, Any] = {}
    for key, kind in kinds().items():
        if kind == "列表":
            put_at(case, key, [_blank_item(key)] * _ROWS.get(key, 5))
        elif not key.startswith(tuple(f"{each}." for each in _lists())):
            put_at(case, key, _ROOMS.get(kind, _TEXT))
    for key, value in _printed(policy, programme, batch).items():
        put_at(case, key, value)
    if not programme.internal_notice:
        del case["选聘公示"]
    return case


def _lists() -> list[str]:
    return [key for key, kind in kinds().items() if kind == "列表"]


def _blank_item(key: str) -> Any:
    """An empty line of a list: a text, or all its fields."""
    inner = {k: kind for k, kind in kinds().items() if k.startswith(f"{key}.")}
    named = {k.rpartition(".")[2]: _ROOMS.get(kind, _TEXT) for k, kind in inner.items()}
    return named or _TEXT


def _printed(policy: Policy, programme: Programme, batch: BatchFile) -> dict[str, Any]:
    """What the unit need not write: options to tick, years, the policy's tasks."""
    rules = (each.rule for each in programme.tasks if each.rule in policy.clauses)
    years = range(1, (programme.term.months or 36) // 12 + 1)
    spent = _blank_item("单位.职工教育经费")
    task, step = _blank_item("计划.目标任务"), _blank_item("计划.年度进度")
    return {
        "项目类别": programme.label,
        "批次": batch.id,
        "单位.类型": _options(*programme.applicant_kinds),
        "带头人.性别": _options(*choices()["带头人.性别"]),
        "单位.职工教育经费": [{**spent, "年度": at} for at in range(batch.year - 3, batch.year)],
        "计划.目标任务": [{**task, "任务": rule} for rule in rules],
        "计划.年度进度": [{**step, "年度": f"第{ordinal(n, '汉字')}年"} for n in years],
    }


def _options(*names: str) -> str:
    """Boxes to tick."""
    return "　".join(f"□{name}" for name in names)
