"""抽取专家: an odd panel out of the pool, by a seed, so that anybody can draw the same again.

Those who may be asked stand in the order of ``sha256(seed, line feed, name)``; the first are
drawn. Whoever must keep out of any of the projects is left out before, unless partial recusals
are allowed; then those without any come first all the same.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from acts.panel.expert_pool import Expert, experts_named, read_pool
from acts.panel.meetings import Meeting, kept_panel, meeting_of, panel_path
from cases.errors import JiangdangError, Kind
from cases.findings import Finding, Place, Severity
from cases.settings import Role
from cases.yamlwriting import dump

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from acts.bureau import Bureau

METHOD = "按 sha256(种子、换行、姓名) 由小到大取前若干人；须回避的先行剔除"


class EvenPanelError(JiangdangError):
    """A panel is odd and large enough."""

    kind: ClassVar[Kind] = Kind.USAGE
    code: ClassVar[str] = "E130"


class TooFewExpertsError(JiangdangError):
    """Not enough experts are free of ties; the findings say who keeps out of what."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "E131"


class PanelStandsError(JiangdangError):
    """A panel was drawn or named already; another needs a reason."""

    kind: ClassVar[Kind] = Kind.CONFLICT
    code: ClassVar[str] = "E132"


@dataclass(frozen=True, slots=True)
class PanelAsked:
    """What panel is wanted: of how many (0: the least), by which seed, of which field of work.

    ``names`` are named instead of drawn. ``partial`` lets in who keeps out of some projects.
    ``reason`` is why a panel that stands is replaced.
    """

    size: int = 0
    seed: str = ""
    field: str = ""
    names: tuple[str, ...] = ()
    partial: bool = False
    reason: str = ""


def make_panel(
    bureau: Bureau, target: str, asked: PanelAsked, *, term: bool = False
) -> dict[str, Any]:
    """Draw or name the panel of a meeting, keep it and log the seed and the digest of the list."""
    from acts.audit.sampling import drawn_seed

    person = bureau.acting(Role.CLERK)
    meeting, pool = meeting_of(bureau, target, term=term), read_pool(bureau)
    kept = kept_panel(bureau, meeting) if panel_path(bureau, meeting.name).is_file() else None
    if kept is not None and not asked.reason.strip():
        raise PanelStandsError(target=meeting.name)
    seed = "" if asked.names else drawn_seed(asked.seed)
    chosen = _named(meeting, pool, asked) if asked.names else _drawn(meeting, pool, asked, seed)
    told = _told(meeting, chosen, seed, len(pool))
    path = f"panels/{meeting.name}.yaml"
    with bureau.journal.act("panel", person.name, meeting.target) as act:
        text = dump(_file(meeting, chosen, seed, asked, bureau))
        digest = act.write(path, text.encode(), before=kept.digest if kept else None)
        counts = {"种子": seed, "总体": len(pool), "人数": len(chosen), "名单摘要": digest}
        facts = {"事项": meeting.kind, **counts, "理由": asked.reason.strip()}
        act.enter("panel", meeting.target, {key: value for key, value in facts.items() if value})
    return {**told, "path": path, "sha256": digest}


def _size(meeting: Meeting, size: int) -> int:
    """How many are asked: odd, and not fewer than the rule wants."""
    least = meeting.least + (meeting.least % 2 == 0)
    wanted = size or least
    if wanted < least or wanted % 2 == 0:
        raise EvenPanelError(size=wanted, least=least)
    return wanted


def _drawn(meeting: Meeting, pool: Sequence[Expert], asked: PanelAsked, seed: str) -> list[Expert]:
    size = _size(meeting, asked.size)
    able = [e for e in pool if not e.retired and (not asked.field or asked.field in e.fields)]
    free = [each for each in able if not meeting.recusals(each)]
    tied = [each for each in able if meeting.recusals(each)]
    order = sorted(free, key=lambda each: _hash(seed, each.name))
    if asked.partial:
        order += sorted(tied, key=lambda e: (len(meeting.recusals(e)), _hash(seed, e.name)))
    if len(order) < size:
        found = [finding for each in tied for finding in _recused(meeting, each)]
        raise TooFewExpertsError(size=size, able=len(order), left_out=len(tied), findings=found)
    return order[:size]


def _hash(seed: str, name: str) -> str:
    return hashlib.sha256(f"{seed}\n{name}".encode()).hexdigest()


def _named(meeting: Meeting, pool: Sequence[Expert], asked: PanelAsked) -> list[Expert]:
    """Those named; who keeps out of everything is no use."""
    chosen = experts_named(pool, asked.names)
    _size(meeting, len(chosen))
    tied = [each for each in chosen if meeting.recusals(each)]
    useless = [each for each in tied if len(meeting.recusals(each)) == len(meeting.cases)]
    barred = useless if asked.partial else tied
    if barred:
        found = [finding for each in barred for finding in _recused(meeting, each)]
        able = len(chosen) - len(barred)
        raise TooFewExpertsError(size=len(chosen), able=able, left_out=len(barred), findings=found)
    return chosen


def _recused(meeting: Meeting, expert: Expert) -> Iterator[Finding]:
    for case, tie in meeting.recusals(expert).items():
        facts = {"name": expert.name, "case": case, "tie": tie}
        yield Finding("E133", Severity.WARNING, Place(key=expert.name), facts)


def _told(meeting: Meeting, chosen: Sequence[Expert], seed: str, pool: int) -> dict[str, Any]:
    return {
        "target": meeting.target,
        "kind": meeting.kind,
        "seed": seed,
        "pool": pool,
        "projects": len(meeting.cases),
        "experts": [
            {"name": each.name, "unit": each.unit, "title": each.title,
             "recusals": [{"case": c, "tie": t} for c, t in meeting.recusals(each).items()]}
            for each in chosen
        ],
    }  # fmt: skip


def _file(
    meeting: Meeting, chosen: Sequence[Expert], seed: str, asked: PanelAsked, bureau: Bureau
) -> dict[str, Any]:
    """The panel as a file: nothing of how to reach people."""
    how = {"种子": seed, "办法": METHOD} if seed else {"办法": "指定"}
    return {
        "格式版本": 1,
        "对象": meeting.target,
        "事项": meeting.kind,
        "日期": bureau.now.date(),
        **how,
        **({"更换理由": asked.reason.strip()} if asked.reason.strip() else {}),
        "专家": [
            {"姓名": each.name, "单位": each.unit, "职称": each.title,
             "回避": [{"案卷号": c, "情形": t} for c, t in meeting.recusals(each).items()]}
            for each in chosen
        ],
    }  # fmt: skip
