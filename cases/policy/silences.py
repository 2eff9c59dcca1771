"""What a policy does not say, and what happens instead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases.policy.saying import listed, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cases.policy.judging import Consequences, Failure
    from cases.policy.model import Policy
    from cases.policy.programme import Programme


def silences(policy: Policy) -> Iterator[str]:
    """One sentence for each thing left out, with the default that stands in."""
    for programme in policy.programmes.values():
        lacking = [name for name, stands in _of_programme(programme) if not stands]
        if lacking:
            yield say("P557", label=programme.label, names=listed(lacking))
    lacking = [name for name, stands in _of_policy(policy) if not stands]
    if lacking:
        yield say("P558", names=listed(lacking))
    yield from _by_open_points(policy)


def _of_programme(programme: Programme) -> Iterator[tuple[str, bool]]:
    """What a programme may say, by its key, and whether it does."""
    quota, grant = programme.quota, programme.grant
    yield "每部门不多于", quota.per_department is not None
    yield "名额分期", bool(quota.periods)
    yield "结构名额", bool(quota.shares)
    yield "资助来源", bool(grant.source)
    yield "资助分期", bool(grant.periods)
    yield "培养人数", programme.trainees is not None
    yield "追加资助", programme.follow_on is not None
    yield "年度报告", programme.annual_report is not None


def _of_policy(policy: Policy) -> Iterator[tuple[str, bool]]:
    """What a policy may say for all programmes, and whether it does."""
    assessment = policy.assessment
    yield "评审指标", bool(policy.panel.indicators)
    yield "同分依次比", bool(policy.panel.tie_break)
    yield "考核细项", any(element.items for element in assessment.elements)
    yield "扣分", bool(assessment.deductions)
    yield "加分", bool(assessment.bonuses)
    yield "优秀上限", assessment.excellent_cap is not None
    yield "禁报", bool(policy.consequences.ban_years or _failure_bans(policy))
    yield "失效日期", policy.valid_to is not None


def _failure_bans(policy: Policy) -> bool:
    failure = policy.consequences.failure
    return failure is not None and failure.ban_years > 0


def _by_open_points(policy: Policy) -> Iterator[str]:
    """Where an open point stands in for what the policy leaves out."""
    for missing, name in (
        (policy.panel.least_experts is None, "O11a"),
        (policy.consequences.failure is None, "O23"),
    ):
        point = policy.open_points.get(name)
        if missing and point is not None:
            facts = {"id": point.id, "key": point.key, "value": point.value}
            yield say("P559", source=point.source.value, **facts)


def points_told(policy: Policy) -> Iterator[str]:
    """Every open point with its value, or the policy's own value where that one stands."""
    own = dict(_own_values(policy))
    for point in policy.open_points.values():
        facts = {"id": point.id, "key": point.key, "value": point.value}
        if own.get(point.id, point.value) != point.value:
            yield say("P569", own=own[point.id], **facts)
        else:
            yield say("P490", source=f"{point.source.value} {point.rule}".strip(), **facts)


def _own_values(policy: Policy) -> Iterator[tuple[str, str]]:
    """What the policy itself says on matters that are open points elsewhere."""
    ruled, assessment = policy.consequences, policy.assessment
    yield "O25", time_told(ruled) if not ruled.rectify_days else str(ruled.rectify_days)
    yield "O21", str(assessment.days_before_end)
    if not policy.panel.surplus:
        yield "O11", "0"
    if policy.panel.least_experts is not None:
        yield "O11a", str(policy.panel.least_experts)
    passing = [grade.at_least for grade in assessment.grades if grade.passes]
    if passing:
        yield "O22", passing[-1]
    if ruled.failure is not None:
        yield "O23", say("P570")


def time_told(ruled: Consequences | Failure) -> str:
    """The time to mend in its own unit."""
    if ruled.rectify_months is not None:
        return say("P548", number=ruled.rectify_months)
    if ruled.rectify_working_days is not None:
        return say("P549", number=ruled.rectify_working_days)
    return say("P550", number=ruled.rectify_days)
