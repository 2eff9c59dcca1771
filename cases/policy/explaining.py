"""A policy in plain Chinese sentences, as the officer who wrote it would check it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases.policy.explaining_points import assessment_told, panel_told
from cases.policy.explaining_programmes import programme_told
from cases.policy.grounds import Ground
from cases.policy.saying import Samples, listed, say, step_label
from cases.policy.silences import points_told, silences, time_told
from cases.values.days import chinese_date

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cases.policy.judging import Failure
    from cases.policy.model import Policy


def explain(policy: Policy) -> list[str]:
    """Everything a policy rules, one sentence each; then what it leaves to defaults."""
    samples = Samples(policy.sample_values)
    said = [*_heading(policy)]
    for place, programme in enumerate(policy.programmes.values()):
        said += programme_told(programme, place, samples)
    said += panel_told(policy.panel, samples)
    said += assessment_told(policy.assessment, samples)
    said += [*_money(policy, samples), *_consequences(policy, samples), *_grounds(policy)]
    return [*said, *silences(policy), *points_told(policy)]


def _heading(policy: Policy) -> Iterator[str]:
    """Whose policy it is, for how long, and its order of steps."""
    yield say(
        "P400",
        title=policy.title,
        id=policy.id,
        version=policy.version,
        issuer=policy.issuer,
        issued=chinese_date(policy.issued),
    )
    start = chinese_date(policy.valid_from)
    if policy.valid_to is None:
        yield say("P402", start=start)
    else:
        yield say("P401", start=start, end=chinese_date(policy.valid_to))
    yield say("P544", jurisdiction=policy.jurisdiction)
    if policy.supersedes:
        yield say("P500", former=policy.supersedes)
    if policy.basis:
        yield say("P403", basis=policy.basis)
    if policy.sample_values:
        yield say("P501", keys=listed(policy.sample_values))
    yield say("P404", steps="→".join(map(step_label, policy.batch_steps)))
    yield say("P405", steps="→".join(map(step_label, policy.case_steps)))
    if "review" not in policy.case_steps:
        yield say("P545")


def _money(policy: Policy, samples: Samples) -> Iterator[str]:
    """What the grant may be used for."""
    told = say("P460", purposes=listed(policy.funds.grant_purposes))
    yield samples.marked(told, "资金")
    if policy.funds.forbidden:
        yield say("P461", forbidden=listed(policy.funds.forbidden))
    for rule, text in policy.funds.rules.items():
        yield say("P462", rule=rule, text=text)


def _consequences(policy: Policy, samples: Samples) -> Iterator[str]:
    """What follows misuse, and what follows a failed assessment."""
    ruled = policy.consequences
    faults = "或".join(ruled.fund_faults)
    told = say("P470", faults=faults, time=time_told(ruled), rule=ruled.rectify_rule)
    yield samples.marked(told, "后果.整改")
    told = say("P471", extents=listed(ruled.clawback), rule=ruled.clawback_rule)
    yield samples.marked(told, "后果.追回")
    if ruled.withdraw_title:
        yield say("P472")
    if ruled.ban_years:
        yield say("P473", years=ruled.ban_years)
    if ruled.failure is not None:
        what = "，".join(_failure(ruled.failure)) or say("P546")
        told = say("P547", rule=ruled.failure.rule, what=what)
        yield samples.marked(told, "后果.不合格")


def _failure(failure: Failure) -> Iterator[str]:
    """What follows a failed assessment, in order."""
    if failure.rectify and failure.has_own_time:
        yield say("P574", time=time_told(failure))
    elif failure.rectify:
        yield say("P551")
    if failure.withdraw_title:
        yield say("P552" if failure.rectify else "P560")
    if failure.clawback:
        yield say("P553", extent=failure.clawback)
    if failure.ban_years:
        yield say("P554", years=failure.ban_years)


def _grounds(policy: Policy) -> Iterator[str]:
    """Which gates stand on which clause, and which on nothing but the system."""
    named = (
        f"{ground.value} {policy.clauses.get(rule, rule)}"
        for ground, rule in policy.grounds.items()
    )
    if policy.grounds:
        yield say("P555", grounds=listed(named))
    silent = [ground.value for ground in Ground if ground not in policy.grounds]
    if silent:
        yield say("P556", grounds=listed(silent))
