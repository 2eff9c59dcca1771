"""鉴定: what is to become of packages whose period is over (GB/T 18894-2016, DA/T 70-2018)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from acts.keeping.holds import require_reason, require_sealed
from acts.keeping.package_history import package_history
from acts.keeping.retention import DESTROY, FOR_EVER, KEEP, OPINIONS, standings
from cases.errors import JiangdangError, Kind
from cases.findings import Finding, Place
from cases.settings import Role
from cases.words import message

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from acts.bureau import Bureau
    from acts.keeping.retention import Standing

FEWEST = 2


class CannotAppraiseError(JiangdangError):
    """The packages cannot be appraised so; the findings say which and why."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "A718"


class BadAppraisalError(JiangdangError):
    """The opinion is none of the three, or the year it needs is missing or of no use."""

    kind: ClassVar[Kind] = Kind.USAGE
    code: ClassVar[str] = "A717"


class TooFewAppraisersError(JiangdangError):
    """An appraisal is made by two at least."""

    kind: ClassVar[Kind] = Kind.USAGE
    code: ClassVar[str] = "A716"


def appraise_packages(
    bureau: Bureau,
    codes: Sequence[str],
    opinion: str,
    reason: str,
    appraisers: Sequence[str],
    until: int = 0,
) -> list[dict[str, object]]:
    """Enter what the appraisers decided; all packages or none.

    ``until`` is the last year of keeping that 续存 sets. For destruction the period must be over;
    keeping longer and for ever may be decided before.
    """
    person = bureau.acting(Role.ARCHIVIST)
    told, names = require_reason(reason), _appraisers(appraisers)
    _check_words(opinion, until, bureau.now.date())
    history = package_history(bureau.workspace)
    wanted = list(dict.fromkeys(codes))
    require_sealed(history, wanted)
    chosen = [each for each in standings(history) if each.code in wanted]
    today = bureau.now.date()
    found = [f for each in chosen for f in _faults(each, opinion, until, today)]
    if found:
        raise CannotAppraiseError(count=len(found), opinion=opinion, findings=found)
    facts = {"意见": opinion, "理由": told, "鉴定人": names, **({"至": until} if until else {})}
    with bureau.journal.act("appraise", person.name, "、".join(wanted)[:200]) as act:
        for code in wanted:
            act.enter("appraise", code, facts)
    return [_told(each, opinion, until) for each in chosen]


def _appraisers(given: Sequence[str]) -> list[str]:
    names = list(dict.fromkeys(name.strip() for name in given if name.strip()))
    if len(names) < FEWEST:
        raise TooFewAppraisersError(fewest=FEWEST)
    return names


def _check_words(opinion: str, until: int, today: date) -> None:
    """续存 sets a year to come, the others set none."""
    if opinion not in OPINIONS or (opinion == KEEP) != bool(until) or 0 < until <= today.year:
        raise BadAppraisalError(opinion=opinion, until=until or "", known="、".join(OPINIONS))


def _faults(standing: Standing, opinion: str, until: int, today: date) -> Iterator[Finding]:
    """Why one package cannot be appraised so."""
    place = Place(key=standing.code)
    if standing.expires is None:
        yield Finding("A715", place=place, clause="系统默认")
        return
    if opinion == KEEP and until <= standing.expires.year:
        facts = {"year": str(standing.expires.year)}
        yield Finding("A719", place=place, facts=facts, clause="系统默认")
    if opinion == DESTROY and not standing.is_expired(today):
        facts = {"day": str(standing.expires)}
        yield Finding("A714", place=place, facts=facts, clause="8号令第12条")
    if opinion == DESTROY and standing.hold is not None:
        reason = str(standing.hold.facts.get("理由", ""))
        facts = {"reason": reason, "reference_code": standing.code}
        yield Finding("A704", place=place, facts=facts, clause="本局决定")


def _told(standing: Standing, opinion: str, until: int) -> dict[str, object]:
    """What was decided, and what follows from it."""
    year = str(until) if until else ""
    code = {DESTROY: "W765", KEEP: "W766", FOR_EVER: "W767"}[opinion]
    then = message(code, {"reference_code": standing.code, "year": year})
    return {"reference_code": standing.code, "opinion": opinion, "until": year, "next": then}
