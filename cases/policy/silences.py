"""What a policy does not say, and what happens instead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases.policy.saying import listed, say

if TYPE_CHECKING:
    from collections.abc import Iterator

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
