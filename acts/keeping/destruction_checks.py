"""What must hold before anything is destroyed; every condition that fails is told at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from acts.keeping.retention import DESTROY, Standing, standings
from archive.reading import Package, verify_version, versions_of
from cases.casefile import scan_cases
from cases.errors import JiangdangError, Kind
from cases.findings import Finding, Place, errors_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date
    from pathlib import Path

    from acts.bureau import Bureau
    from acts.keeping.package_history import PackageHistory

_MOST_NAMED = 5


class CannotDestroyError(JiangdangError):
    """Something stands against the destruction; the findings say all of it."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "A700"


class FutureDestructionError(JiangdangError):
    """Nothing is destroyed on a day to come."""

    kind: ClassVar[Kind] = Kind.USAGE
    code: ClassVar[str] = "A711"


@dataclass(frozen=True, slots=True)
class Doomed:
    """One package that is to go: all its versions, and the working copies of the same records.

    ``working`` are the files of its case or batch folder, unless another package needs them.
    """

    standing: Standing
    packages: tuple[Package, ...]
    working: tuple[Path, ...]

    @property
    def code(self) -> str:
        """The reference code."""
        return self.standing.code


def doomed_packages(bureau: Bureau, history: PackageHistory, codes: Sequence[str]) -> list[Doomed]:
    """The packages as they lie in the workspace, in the order given."""
    known = {each.code: each for each in standings(history)}
    others = {each.owner for each in known.values() if each.code not in codes}
    return [
        Doomed(
            known[code],
            tuple(versions_of(bureau.workspace, code)),
            () if known[code].owner in others else tuple(_working(bureau, known[code].owner)),
        )
        for code in codes
    ]


def _working(bureau: Bureau, owner: str) -> Iterator[Path]:
    """Everything in the folder of a case or batch that is no folder; links are not followed."""
    if not owner or "/" in owner or owner.startswith("."):
        return
    folder = bureau.workspace.target_folder(owner)
    for path in sorted(folder.rglob("*")):
        if path.is_symlink() or not path.is_dir():
            yield path


def refuse_unfit(
    bureau: Bureau, history: PackageHistory, doomed: Sequence[Doomed], on: date
) -> None:
    """Raise CannotDestroyError with everything that stands against it.

    Whether a period is over is judged by the real day; ``on`` may not lie ahead of it.
    """
    if on > bureau.now.date():
        raise FutureDestructionError(day=on)
    found = [] if bureau.settings.schedule.is_approved else [_unapproved()]
    for each in doomed:
        found += _not_decided(each.standing, bureau.now.date())
        found += _unsound(bureau, history, each)
        found += _links(bureau, each)
        found += _cases_left(bureau, each, {other.standing.owner for other in doomed})
    if found:
        raise CannotDestroyError(count=len(found), findings=found)


def _unapproved() -> Finding:
    """8号令 第12条: the schedule is examined and agreed to before it is used."""
    return Finding("A708", place=Place("jiangdang.yaml", key="保管期限表"), clause="8号令第12条")


def _not_decided(standing: Standing, today: date) -> Iterator[Finding]:
    """永久, not expired, not appraised for destruction, or held."""
    place, code = Place(key=standing.code), {"reference_code": standing.code}
    if standing.expires is None:
        yield Finding("A705", place=place, clause="8号令第12条")
    elif not standing.is_expired(today):
        facts = {"day": str(standing.expires)}
        yield Finding("A702", place=place, facts=facts, clause="8号令第12条")
    if standing.opinion != DESTROY:
        facts = {"opinion": standing.opinion or "未鉴定", **code}
        yield Finding("A703", place=place, facts=facts, clause="系统默认")
    if standing.hold is not None:
        facts = {"reason": str(standing.hold.facts.get("理由", "")), **code}
        yield Finding("A704", place=place, facts=facts, clause="本局决定")


def _unsound(bureau: Bureau, history: PackageHistory, doomed: Doomed) -> Iterator[Finding]:
    """Every version the log knows is there with the root it was sealed with."""
    shelf, roots = bureau.workspace.packages, history.roots
    known = {(doomed.code, version) for version in doomed.standing.versions}
    for key in sorted(known | {(each.reference_code, each.version) for each in doomed.packages}):
        for found in errors_of(verify_version(shelf, key, roots).findings):
            facts = {"detail": found.message.rstrip("。")}
            yield Finding("A706", place=Place(key=f"{key[0]}/v{key[1]}"), facts=facts)


def _links(bureau: Bureau, doomed: Doomed) -> Iterator[Finding]:
    """A link in the case folder would leave its aim behind, or worse."""
    for path in doomed.working:
        if path.is_symlink() or not path.is_file():
            place = bureau.workspace.relative(path)
            yield Finding("A707", place=Place(place), facts={"path": place})


def _cases_left(bureau: Bureau, doomed: Doomed, going: set[str]) -> Iterator[Finding]:
    """A batch goes after its cases or with them: they are read by its rules."""
    if doomed.standing.owner.count("-") != 1:
        return
    cases, _ = scan_cases(bureau.workspace)
    left = sorted(c.id for c in cases.values() if c.batch == doomed.standing.owner)
    left = [case for case in left if case not in going]
    if left:
        named = "、".join(left[:_MOST_NAMED]) + ("等" if len(left) > _MOST_NAMED else "")
        yield Finding("A709", place=Place(key=doomed.code), facts={"cases": named})
