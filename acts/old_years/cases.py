"""Projects of past years as case files: what is known, where it was read, what nobody knows.

No gate is asked. Each entry says that it was entered afterwards and from which row; a day that
the register does not give is put at the nearest known day and marked 日期推定; an amount that was
paid and not told is taken from the grant and marked 金额推定.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from acts.old_years.rows import field_keys
from acts.old_years.values import ENDS
from acts.rosters.incoming import put_at
from acts.sealing.ended import BACKFILLED
from cases.typedfile import FORMAT_VERSION

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from acts.old_years.rows import OldRow
    from cases.policy.model import Policy

    Facts = dict[str, str]

SUPPOSED, SUPPOSED_AMOUNT = "日期推定", "金额推定"
UNTOLD = "不详"
_NOT_FUNDED = ("unselected", "decline", "object")
# Facts that the missing report names when nobody gave them; the second line only of funded ones.
_ALWAYS = (
    "单位.统一社会信用代码",
    "单位.主管委办局",
    "带头人.身份证号",
    "带头人.职业工种",
    "项目名称",
    "状态",
)
_FUNDED = ("资助金额", "公布文号", "公布日期", "拨款日期", "周期起", "周期止", "考核等级")


@dataclass(frozen=True, slots=True)
class Entering:
    """Who enters old projects, when, under which policy."""

    policy: Policy
    person: str
    at: str
    today: date


def ending_of_row(row: OldRow, today: date) -> str:
    """The step that ended the project; nothing while its term still runs or nobody knows."""
    status = row.values.get("状态", "")
    if status:
        return ENDS[status]
    end = row.values.get("周期止", "")
    over = bool(end) and date.fromisoformat(end) < today
    return "close" if over or row.values.get("考核等级") else ""


def unknown_facts(row: OldRow, today: date) -> tuple[str, ...]:
    """What the register leaves open."""
    funded = ending_of_row(row, today) not in _NOT_FUNDED
    paid = ("拨款金额",) if "拨款日期" in row.values else ()
    wanted = (*_ALWAYS, *((*_FUNDED, *paid) if funded else ()))
    return tuple(key for key in wanted if key not in row.values)


def case_data(row: OldRow, case_id: str, batch: str, entering: Entering) -> dict[str, Any]:
    """The whole case file of a row."""
    values = row.values
    case: dict[str, Any] = {
        "格式版本": FORMAT_VERSION,
        "案卷号": case_id,
        "项目类别": values["项目类别"],
        "项目名称": "",
        "批次": batch,
        "政策": entering.policy.id,
        "政策摘要": entering.policy.digest,
        "单位": {"名称": "", "类型": ""},
        "带头人": {"姓名": ""},
    }
    for key in field_keys(values):
        if key not in ("批次", "案卷号"):
            put_at(case, key, values[key])
    case["资助周期"] = _term(values)
    case[BACKFILLED] = {
        **_source(row, entering),
        "行": str(row.number),
        "行摘要": row.digest,
        "编号": values.get("编号", ""),
        "备注": values.get("备注", ""),
        "事实": {key: row.cells[key] for key in values if key in row.cells},
        "未知": list(unknown_facts(row, entering.today)),
    }
    return {**case, "档号": "", "办理": _entries(row, entering)}


def batch_data(rows: Sequence[OldRow], batch: str, entering: Entering) -> dict[str, Any]:
    """The batch file of a past year, announced on the first day that its rows give."""
    year = rows[0].values["年度"]
    days = sorted(row.values["公布日期"] for row in rows if row.values.get("公布日期"))
    labels = "及".join(each.label for each in entering.policy.programmes.values())
    numbers = [row.values["公布文号"] for row in rows if row.values.get("公布文号")]
    facts = {"公布文号": numbers[0]} if numbers else {}
    day = days[0] if days else f"{year}-12-31"
    entry = _entry(rows[0], entering, "award", day, facts, supposed=not days)
    return {
        "格式版本": FORMAT_VERSION,
        "批次": batch,
        "名称": f"{year}年{labels}（补录）",
        "年度": year,
        "政策": entering.policy.id,
        "政策摘要": entering.policy.digest,
        BACKFILLED: _source(rows[0], entering),
        "档号": "",
        "办理": [entry],
    }


def _source(row: OldRow, entering: Entering) -> dict[str, str]:
    return {
        "来源": row.file,
        "来源摘要": row.file_digest,
        "工作表": row.sheet,
        "登记": entering.at,
        "经办": entering.person,
    }


def _term(values: Mapping[str, str]) -> dict[str, str]:
    named = {"起": values.get("周期起", ""), "止": values.get("周期止", "")}
    return {key: day for key, day in named.items() if day}


def _entries(row: OldRow, entering: Entering) -> list[dict[str, Any]]:
    """办理 in the order of its days."""
    found = list(_steps(row, entering))
    return sorted(found, key=lambda entry: str(entry["日期"]))


def _steps(row: OldRow, entering: Entering) -> Iterator[dict[str, Any]]:
    values, end = row.values, ending_of_row(row, entering.today)
    last = f"{values['年度']}-12-31"
    if values.get("申报.日期"):
        yield _entry(row, entering, "apply", values["申报.日期"], {})
    if end not in _NOT_FUNDED:
        for step, keys, facts in _funded(values):
            known = next((values[key] for key in keys if values.get(key)), _near(values, last))
            day = min(known, entering.today.isoformat())
            last = max(day, last)
            entry = _entry(row, entering, step, day, facts, supposed=keys[0] not in values)
            guessed = step == "disburse" and facts.get("金额") and not values.get("拨款金额")
            yield entry | ({SUPPOSED_AMOUNT: "是"} if guessed else {})
    if end:
        keys = ("结束日期", "考核日期", "周期止")
        known = next((values[key] for key in keys if values.get(key)), "")
        day = min(max(known or last, last), entering.today.isoformat())
        yield _entry(row, entering, end, day, _end(values, end), supposed="结束日期" not in values)


def _near(values: Mapping[str, str], last: str) -> str:
    """The nearest day known where the register gives none."""
    return values.get("公布日期") or values.get("周期起") or values.get("拨款日期") or last


def _funded(values: Mapping[str, str]) -> Iterator[tuple[str, tuple[str, ...], Facts]]:
    """What became of a funded project: step, the columns of its day and the next best, facts."""
    granted = values.get("资助金额", "")
    told = {"资助金额": granted, "公布文号": values.get("公布文号", "")}
    yield "award", ("公布日期",), {**told, "起算日": values.get("周期起", "")}
    if values.get("拨款日期") or values.get("拨款金额"):
        paid = {key: values.get(key, "") for key in ("指标文号", "支付凭证号", "拨款日期")}
        amount = values.get("拨款金额") or granted
        yield "disburse", ("拨款日期",), {**paid, "金额": amount, "收款单位": values["单位.名称"]}
    if values.get("考核等级"):
        grade = values["考核等级"]
        yield "assess-term", ("考核日期", "结束日期", "周期止"), {"结论": grade, "等级": grade}
    if values.get("追回金额"):
        yield "claw-back", ("追回日期",), {"阶段": "决定", "金额": values["追回金额"]}


def _end(values: Mapping[str, str], end: str) -> dict[str, str]:
    if end == "close":
        return {"结论": values.get("考核等级") or UNTOLD}
    return {"理由": values.get("备注") or UNTOLD}


def _entry(
    row: OldRow,
    entering: Entering,
    step: str,
    day: str,
    facts: Mapping[str, str],
    *,
    supposed: bool = False,
) -> dict[str, Any]:
    """One entry of 办理, marked as entered afterwards from its row."""
    kept = {key: value for key, value in facts.items() if value}
    entry: dict[str, Any] = {
        "环节": step,
        "日期": day,
        "登记": entering.at,
        "经办": entering.person,
    }
    entry |= {"记录": kept} if kept else {}
    entry |= {SUPPOSED: "是"} if supposed else {}
    return {**entry, BACKFILLED: row.place}
