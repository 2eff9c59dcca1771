"""Gates of 递补公示 and 递补公布: the next in rank, shown afresh, announced on its own (五.4)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cases.lifecycle.gates_publicity import shown_days, start_day
from cases.lifecycle.reading import at, count_of, day_of, text_of, texts_of
from cases.lifecycle.refusing import clause, in_batch, in_record, open_value, refuse, warn
from cases.lifecycle.substitution import (
    FELL,
    STEPPED_UP,
    filled_places,
    has_fallen,
    next_in_rank,
    reserves,
    waiting_for_award,
)
from cases.lifecycle.world import (
    BatchMove,
    cases_of_batch,
    ending_of,
    has_taken,
    programme_of,
    records,
    was_selected,
)
from cases.policy.grounds import Ground

if TYPE_CHECKING:
    from cases.casefile import CaseFile
    from cases.findings import Finding
    from cases.policy.programme import Programme


def a_place_is_free(move: BatchMove) -> Iterator[Finding]:
    """R47: one steps up only where an award of this batch fell, once for each."""
    name = _named(move)
    case = move.world.cases.get(name)
    whose, place = clause(move.world, Ground.SELECTION), in_record(FELL)
    mine = case is not None and text_of(case.data.get("批次")) == move.batch.id
    if name and not (case is not None and mine and was_selected(case) and has_fallen(case)):
        yield refuse("L960", whose, place, 案卷=name)
    elif name in filled_places(move.batch):
        yield refuse("L961", whose, place, 案卷=name)


def fit_to_step_up(move: BatchMove) -> Iterator[Finding]:
    """R46, R47: one case of the same list, scored by the experts, not chosen, not out."""
    fallen, names = _fallen(move), texts_of(move.facts.get(STEPPED_UP))
    whose, place = clause(move.world, Ground.SELECTION), in_record(STEPPED_UP)
    if len(names) > 1:
        yield refuse("L968", whose, place, 个数=len(names))
    left = [case.id for case in reserves(move.world, fallen.programme)] if fallen else []
    for name in names:
        if fallen and name not in left:
            facts = {"案卷": name, "可选": "、".join(left) or "无"}
            yield refuse("L962", whose, place, **facts)


def next_one(move: BatchMove) -> Iterator[Finding]:
    """R47: the next in rank; another, or one of several equals, with a reason and a name."""
    fallen, names = _fallen(move), texts_of(move.facts.get(STEPPED_UP))
    due = next_in_rank(move.world, fallen.programme) if fallen else ()
    if not names or not due or (names[0] in due and len(due) == 1):
        return
    signed = text_of(move.facts.get("递补说明")) and text_of(move.facts.get("签名"))
    say = warn if signed else refuse
    stated = "已附递补说明并签名。" if signed else "请在记录中写明递补说明并签名后再办。"
    whose, facts = clause(move.world, Ground.SELECTION), {"案卷": names[0], "次序": "、".join(due)}
    yield say("L963", whose, in_record("递补说明"), 说明=stated, **facts)


def policy_still_holds(move: BatchMove) -> Iterator[Finding]:
    """O32: nobody steps up after the policy has ended, unless the bureau lets it go on."""
    ended = move.world.policy.valid_to
    if ended is not None and move.on > ended and open_value(move.world, "O32") != "可以继续":
        yield refuse("L964", clause(move.world, "O32"), 日期=move.on, 失效=ended)


def within_quota(move: BatchMove) -> Iterator[Finding]:
    """R40: with whoever steps up, no more awards stand than the work notice gave."""
    fallen = _fallen(move)
    programme = programme_of(move.world.policy, fallen) if fallen else None
    if programme is None:
        return
    standing, most = _standing(move, programme) + 1, _number(move, programme)
    if most is not None and standing > most:
        whose, place = clause(move.world, Ground.WORK_NOTICE), in_batch(move.batch, "名额")
        facts = {"项目类别": programme.label, "合计": standing, "名额": most}
        yield refuse("L965", whose, place, **facts)


def somebody_waits(move: BatchMove) -> Iterator[Finding]:
    """R48: who is announced was shown before."""
    if not waiting_for_award(move.world):
        yield refuse("L966", clause(move.world, Ground.PUBLICITY), 批次=move.batch.id)


def own_notice_over(move: BatchMove) -> Iterator[Finding]:
    """R48: announced after the last day of its own notice."""
    shown = records(move.batch, "step-up")
    end = day_of(shown[-1].get("公示止")) if shown else None
    if end is not None and move.on <= end:
        whose, place = clause(move.world, Ground.PUBLICITY), in_record("日期")
        yield refuse("L967", whose, place, 日期=move.on, 公示止=end)


def one_at_a_time(move: BatchMove) -> Iterator[Finding]:
    """The one before is announced before the next is shown."""
    waiting = "、".join(case.id for case in waiting_for_award(move.world))
    if waiting:
        yield refuse("L969", clause(move.world, Ground.ORDER), in_record(STEPPED_UP), 案卷=waiting)


def _fallen(move: BatchMove) -> CaseFile | None:
    return move.world.cases.get(_named(move))


def _named(move: BatchMove) -> str:
    """The case that fell; nothing where a list or a group is given, which its shape refuses."""
    given = move.facts.get(FELL)
    return "" if isinstance(given, list | tuple | dict) else text_of(given)


def _standing(move: BatchMove, programme: Programme) -> int:
    """The awards of a list that stand."""
    mine = (c for c in cases_of_batch(move.world) if c.programme == programme.label)
    return sum(has_taken(case, "award") and not _has_lost(case) for case in mine)


def _has_lost(case: CaseFile) -> bool:
    return ending_of(case) is not None and has_fallen(case)


def _number(move: BatchMove, programme: Programme) -> int | None:
    return count_of(at(move.batch.data, f"名额.{programme.label}"))


STEP_UP_GATES = (
    one_at_a_time,
    a_place_is_free,
    fit_to_step_up,
    next_one,
    policy_still_holds,
    within_quota,
    shown_days,
)
STEP_UP_AWARD_GATES = (somebody_waits, own_notice_over, start_day)
