"""Which facts there are to correct: those of an entry's step, and those that a file may have."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from cases.lifecycle.correcting import ANSWERS, DAY, RECORD, fact_path
from cases.lifecycle.gates_notice import CONTACTS, DAYS
from cases.lifecycle.record_fields import RECORD_FIELDS
from cases.lifecycle.world import record_of, step_at

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cases.lifecycle.reading import Facts

# Facts that a step may tell beside those it asks for; gates and documents read them.
FURTHER_FACTS = frozenset(
    (
        *("不追回理由", "专家", "主管委办局", "公布", "分项", "加分", "扣分", "同分说明", "同意人"),
        *("名额说明", "告知送达日期", "固定周期延长依据", "培养人数", "处理意见", "完成情况"),
        *("定期考核", "审定会议", "异议人", "异议处理", "得分", "总分", "等级", "户名", "批准日期"),
        *("推荐", "推荐理由", "推荐排序", "收款单位", "收款人", "方式", "方法", "涉及金额"),
        *("理由", "第三方", "答复日期", "签发人", "签名", "结果", "署名", "考核记录", "要素"),
        *("议定事项", "证明材料", "评分", "评审指标", "说明", "账面余额", "起算日", "迁出本区"),
        *("追回范围", "退款凭证号", "递补说明", "量化指标", "金额", "问题类型", "材料齐备"),
        *("实地核查", "平台", "网址", "评语", "陈述申辩", "余额处理", "送达方式", "送达日期"),
        *("送达地点", "送达人", "受送达人", "支付凭证号", "事实", "考核起", "考核止", "自评截止"),
        *("核减说明", "核查人", "情节严重理由", "计算说明", "合计", "笔次", "资助金额", "证书"),
        *(*DAYS, *CONTACTS),
    )
)
_ANSWER = ("结论", "依据", "签名", "说明")
_ACCOUNT = ("户名", "开户行", "账号")
_GROUPS: Mapping[str, tuple[str, ...]] = {
    "收款账户": _ACCOUNT,
    "新带头人": (
        *("姓名", "性别", "身份证号", "职业工种", "技能等级", "证书编号", "职务", "联系电话"),
        *("出生年月", "工作年限", "文化程度", "政治面貌"),
    ),
}


def facts_of_entry(event: Facts) -> tuple[str, ...]:
    """The facts an entry has or is asked for, as one names them in a correction."""
    step = step_at(event)
    asked = (each.key for each in RECORD_FIELDS.get(step.id if step else "", ()))
    return tuple(dict.fromkeys((DAY, *record_of(event), *asked)))


def is_fact_of_entry(event: Facts, key: str) -> bool:
    """Whether an entry has that fact, or its step may have it."""
    first, *path = fact_path(key)
    if first == DAY:
        return not path
    if first == ANSWERS:
        return _is_answer(event.get(ANSWERS), path)
    known = path[0] in facts_of_entry(event) or path[0] in FURTHER_FACTS
    return first == RECORD and known and _inside(record_of(event).get(path[0]), path)


def _is_answer(answers: object, path: Sequence[str]) -> bool:
    """Whether a path leads to an answer that was given, or to a part of one."""
    given = answers if isinstance(answers, Mapping) else {}
    part = len(path) == 1 or (len(path) == 2 and path[1] in _ANSWER)
    return bool(path) and path[0] in given and part


def _inside(value: object, path: Sequence[str]) -> bool:
    """Whether the way into a group names what the group has, or may have."""
    may = _GROUPS.get(path[0], ())
    for key in path[1:]:
        if not (isinstance(value, Mapping) and key in value) and key not in may:
            return False
        value = value.get(key) if isinstance(value, Mapping) else None
    return True


def fields_of_file(schema: Mapping[str, object], key: str) -> tuple[str, ...] | None:
    """None where a file may have a field of that key; else the fields there are at its place."""
    part: object = schema
    for name in key.split("."):
        inner = part.get("properties") if isinstance(part, Mapping) else None
        known = inner if isinstance(inner, Mapping) else {}
        more = part.get("additionalProperties") if isinstance(part, Mapping) else None
        if name not in known and not isinstance(more, Mapping):
            return tuple(map(str, known))
        part = known.get(name, more)
    return None
