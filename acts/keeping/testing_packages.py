"""四性检测: a version tested at 归档, 移交 or in 长期保存, noted in the log."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from acts.keeping.package_history import package_history
from acts.sealing.seal_facts import TEST, logged_package
from acts.stamps.stamping import stamp_store
from archive.four_properties.descriptions import read_record
from archive.four_properties.judging import judged
from archive.four_properties.looking import Surroundings, look_at
from archive.four_properties.model import STANDARD, Occasion
from archive.four_properties.neighbours import neighbours_of
from archive.four_properties.openings import Believing
from archive.four_properties.sight import KeptAt
from archive.shelving import STAGING
from cases.findings import Finding, Place, Severity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from acts.bureau import Bureau
    from acts.keeping.package_history import PackageHistory
    from acts.sealing.seal_facts import LoggedPackage
    from archive.four_properties.model import Answer, TestResult
    from archive.four_properties.sight import Handover, SealFacts
    from archive.reading import Package
    from cases.journal.act import Act

# How long what a person found stands for a later test; what was found at 归档 stands for good.
_STANDS = timedelta(days=30)


def test_package(
    bureau: Bureau,
    package: Package,
    occasion: Occasion | str,
    answers: Sequence[Answer] = (),
    *,
    seal: SealFacts | None = None,
    handover: Handover | None = None,
    quick: bool = False,
) -> TestResult:
    """Test one version, wherever it lies; nothing is written.

    ``seal`` is what the log is about to keep, while a package is being sealed; else the log is
    read. A package that this log never knew is judged without it, and asked about. ``handover``
    has what the 移交与接收登记表 says. ``quick`` leaves out the virus scanner and the look for the
    same 文号 in every other package. Raises UnknownItemError, BadAnswerError and NotAskedError.
    """
    occasion = Occasion(occasion)
    logged = logged_package(bureau.workspace, package)
    around = _surroundings(bureau, package, seal or logged.seal, handover, quick=quick)
    sight = look_at(package, occasion, bureau.now, around)
    return judged(sight, bureau.acting().name, answers, _standing(logged, occasion, bureau.now))


test_package.__test__ = False  # type: ignore[attr-defined]  # pytest: no test of its own


def note_test(act: Act, result: TestResult) -> None:
    """The log line of a test: what was tested, what came of it, who answered what."""
    act.enter(TEST, result.reference_code, result.summary)


def payload_bytes(package: Package) -> int:
    """The payload's bytes, as bag-info.txt tells them."""
    size = package.facts.get("Payload-Oxum", "").partition(".")[0]
    return int(size) if size.isascii() and size.isdecimal() else 0


def test_sealed(bureau: Bureau, package: Package) -> tuple[Finding, ...]:
    """Test a version just sealed, and tell the log; what does not hold is a warning.

    The gates refuse before; viruses and other packages' 文号 are left to ``archive test``.
    """
    result = test_package(bureau, package, Occasion.ARCHIVING, quick=True)
    with bureau.journal.act(TEST, result.operator, result.reference_code) as act:
        note_test(act, result)
    return tuple(
        Finding(
            "A605", Severity.WARNING, Place(package.reference_code),
            {"item": f"{each.item.code} {each.item.name}", "detail": each.detail}, STANDARD,
        )
        for each in result.failed
    )  # fmt: skip


test_sealed.__test__ = False  # type: ignore[attr-defined]


def _standing(logged: LoggedPackage, occasion: Occasion, now: datetime) -> list[Answer]:
    """Answers given before that still stand."""
    given = logged.answers.get(occasion.value, {}).values()
    return [a for a in given if occasion is Occasion.ARCHIVING or now - a.at <= _STANDS]


def _surroundings(
    bureau: Bureau,
    package: Package,
    seal: SealFacts | None,
    handover: Handover | None,
    *,
    quick: bool,
) -> Surroundings:
    """What this workspace knows of a package that it holds, or of one that came in."""
    workspace, history = bureau.workspace, package_history(bureau.workspace)
    ours = package.path.is_relative_to(workspace.packages)
    record, _ = read_record(package.path)
    known = [code for code, _ in history.seals]
    is_here = ours or seal is not None
    staging = workspace.packages / STAGING
    return Surroundings(
        believing=Believing(stamp_store(bureau), _witnessed(bureau)),
        is_ours=is_here,
        seal=seal,
        works_alone=bureau.settings.works_alone,
        neighbours=neighbours_of(workspace, package, record, known, quick=quick)
        if is_here
        else None,
        handover=handover,
        kept=_kept(bureau, package, history),
        leftovers=len(list(staging.iterdir())) if staging.is_dir() else 0,
        scan=not quick,
    )


def _witnessed(bureau: Bureau) -> dict[str, datetime]:
    """When 用印登记簿 or 收文登记 first held which bytes."""
    rows = [(use.document, use.at) for use in bureau.register.stamp_uses()]
    rows += [(each.document, each.at) for each in bureau.register.received()]
    seen: dict[str, datetime] = {}
    for digest, at in sorted(rows, key=lambda row: row[1]):
        seen.setdefault(digest, datetime.fromisoformat(at))
    return seen


def _kept(bureau: Bureau, package: Package, history: PackageHistory) -> tuple[KeptAt, ...]:
    """Where the version is kept, and when it was last looked at there."""
    key = (package.reference_code, package.version)
    found = {
        place: KeptAt(place, at, (place, *key) in history.damaged)
        for (place, *of), at in history.checked.items()
        if tuple(of) == key
    }
    for place in bureau.settings.keeping_places:
        if place.holds_packages:
            found.setdefault(place.name, KeptAt(place.name, None))
    return tuple(found.values())
