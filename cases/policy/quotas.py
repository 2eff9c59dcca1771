"""Reading 名额: how many may be awarded, over which days, and how a list is made up."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from cases.policy.conditions import TESTS, read_field
from cases.policy.programme import Quota, QuotaPeriod, QuotaShare

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from cases.policy.sections import Section

    Days = tuple[date, date]

SCOPES = ("期内累计", "年度", "批次")
QUOTA = (
    ("数量", "起", "止"),
    ("条款", "范围", "共用", "每部门不多于", "部门合计", "可核减", "分期", "结构", "说明"),
)
_PERIOD = ("名称", "起", "止", "数量")
_SHARE = (("名称", "字段"), ("条款", *TESTS, "至少百分之", "至多百分之"))
_WHOLE = 100


def read_quota(node: Section) -> Quota:
    """How many may be awarded, and over which days."""
    start, end = read_days(node)
    quota = Quota(
        number=node.whole("数量", least=1),
        start=start,
        end=end,
        scope=node.choice("范围", SCOPES, SCOPES[0]),
        shared_with=node.texts("共用"),
        per_department=node.optional_whole("每部门不多于", least=1),
        share_note=node.text("说明"),
        rule=node.rule(),
        periods=_periods(node),
        shares=tuple(_share(part) for part in node.sections("结构", *_SHARE)),
        may_shrink=node.flag("可核减"),
        together=node.flag("部门合计"),
    )
    if quota.together and quota.per_department is None:
        node.fault("P194", "部门合计")
    _note_periods(node, quota)
    _note_shares(node, quota)
    return quota


def read_days(node: Section) -> Days:
    """Two days, the second not before the first."""
    start, end = node.day("起"), node.day("止")
    if node.has("起") and node.has("止") and end < start:
        node.fault("P118", "止", start=start, end=end)
    return start, end


def _periods(node: Section) -> tuple[QuotaPeriod, ...]:
    """The shares of time with numbers of their own, one after the other."""
    sections = node.sections("分期", _PERIOD)
    periods = tuple(_period(part) for part in sections)
    note_overlaps(sections, ((each.start, each.end) for each in periods))
    return periods


def _period(node: Section) -> QuotaPeriod:
    """One share of time."""
    start, end = read_days(node)
    return QuotaPeriod(node.text("名称"), start, end, node.whole("数量", least=1))


def note_overlaps(sections: Sequence[Section], periods: Iterable[Days]) -> None:
    """Note a period that begins before the one above it has ended."""
    for section, (before, after) in zip(sections[1:], pairwise(periods), strict=True):
        if after[0] <= before[1]:
            section.fault("P160", "起", start=after[0], end=before[1])


def _note_periods(node: Section, quota: Quota) -> None:
    """Note periods outside the whole, and more places in them than there are."""
    for place, period in enumerate(quota.periods):
        if period.start < quota.start or period.end > quota.end:
            facts = {"label": period.label, "start": quota.start, "end": quota.end}
            node.contradicted("P161", f"分期.{place}", **facts)
    total = sum(period.number for period in quota.periods)
    if quota.scope == SCOPES[0] and total > quota.number:
        node.fault("P162", "分期", total=total, number=quota.number)


def _share(node: Section) -> QuotaShare:
    """One rule on how a list is made up: at least, or at most, so many per cent."""
    rule = node.rule()
    if node.has("至少百分之") == node.has("至多百分之"):
        node.fault("P163")
    return QuotaShare(
        label=node.text("名称"),
        condition=read_field(node, rule),
        at_least=_percent(node, "至少百分之"),
        at_most=_percent(node, "至多百分之"),
        rule=rule,
    )


def _percent(node: Section, name: str) -> int | None:
    """So many per cent, or None where the key is left out."""
    return node.whole(name, most=_WHOLE) if node.has(name) else None


def _note_shares(node: Section, quota: Quota) -> None:
    """Note shares of one test that ask for more than they allow."""
    for place, share in enumerate(quota.shares):
        for other in quota.shares:
            if _same(share, other) and _least(share) > _most(other):
                node.contradicted("P164", f"结构.{place}", label=share.label, other=other.label)


def _same(share: QuotaShare, other: QuotaShare) -> bool:
    """Whether two shares count the same awards."""
    one, two = share.condition, other.condition
    return (one.field, one.test, one.value) == (two.field, two.test, two.value)


def _least(share: QuotaShare) -> int:
    return share.at_least or 0


def _most(share: QuotaShare) -> int:
    return _WHOLE if share.at_most is None else share.at_most
