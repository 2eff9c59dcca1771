"""Looks at sealed packages over the years: chosen, read anew before alarm, entered in the log."""

from __future__ import annotations

import random
import re
import shlex
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from acts.keeping.package_history import HERE, package_history
from acts.keeping.shelves import package_shelves, require_packages, shelf_of
from acts.log.anchoring import anchor_state
from acts.staleness import due_packages
from archive.destroying import check_tombstones
from archive.reading import (
    PackageNotFoundError,
    PackageReport,
    keys_on,
    parse_reference,
    verify_version,
)
from archive.verification import root_of
from cases.casefile import read_target
from cases.errors import JiangdangError
from cases.findings import Finding, Place
from cases.words import message

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from acts.bureau import Bureau
    from acts.keeping.package_history import Key, PackageHistory
    from acts.keeping.shelves import Shelf

LINE = 500  # at most so many versions stand in one line of the log
REREADINGS = 2
_OWN_ID = re.compile(r"(?:19|20)[0-9]{2}-(?:[A-Z]{1,4}-)?[0-9]{1,4}")
_UNKNOWN, _DESTROYED = "A562", "A655"
_REMAINS = {"A720", "A721", "A722", "A723"}


@dataclass(frozen=True, slots=True)
class Look:
    """What to look at: one reference, what is due, a sample, or all; and where.

    ``days`` 0 means the settings' 核验周期天数; without ``full`` SM3 is left out.
    """

    reference: str = ""
    due: bool = False
    limit: int = 0
    days: int = 0
    place: str = ""
    sample: int = 0
    seed: str = ""
    full: bool = True


@dataclass(slots=True)
class Looked:
    """What a look found: how many versions, which are at fault, what to do, what was logged."""

    place: str
    packages: int = 0
    faulty: list[PackageReport] = field(default_factory=list)
    transient: list[str] = field(default_factory=list)
    advice: list[str] = field(default_factory=list)
    left: int = 0
    remains: int = 0
    anchor: str = ""
    unlogged: str = ""
    unverified: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """As ``archive verify --json`` shows it; what there is nothing to say of is left out."""
        more = {
            "place": "" if self.place == HERE else self.place,
            "transient": self.transient,
            "advice": self.advice,
            "due_left": self.left,
            "remains": self.remains,
            "unverified": list(self.unverified),
            "unlogged": self.unlogged,
        }
        faulty = [report_json(report) for report in self.faulty]
        return {"packages": self.packages, "faulty": faulty} | {
            name: value for name, value in more.items() if value
        }


def report_json(report: PackageReport) -> dict[str, object]:
    """One version at fault as ``--json`` shows it."""
    return {
        "reference_code": report.reference_code,
        "version": report.version,
        "findings": [found.as_json() for found in report.findings],
    }


def look_at_packages(bureau: Bureau, look: Look) -> Looked:
    """Verify the chosen versions at one place; all damage is told, each with what to do.

    Every look is entered in the log where that can be done; where it cannot, the result says so.
    """
    look = replace(look, reference=_by_code(bureau, look.reference))
    shelf = shelf_of(bureau, look.place)
    require_packages(shelf)
    history = package_history(bureau.workspace)
    keys, left = _chosen(bureau, look, shelf, history)
    looked = Looked(shelf.name, left=left, unverified=() if look.full else ("sm3",))
    diary = Diary(bureau, shelf.name)
    try:
        for done, key in enumerate(keys, 1):
            report = examined(shelf, key, history, full=look.full)
            bureau.progress("核验", done, len(keys))
            diary.note(report)
            looked.packages += 1
            _take(looked, report)
    finally:
        diary.close()
    _look_at_remains(bureau, look, shelf, history, looked)
    looked.advice = advice_on(bureau, shelf, looked.faulty, history)
    looked.anchor, looked.unlogged = anchor_state(bureau).sentence, diary.unlogged
    return looked


def _by_code(bureau: Bureau, reference: str) -> str:
    """A reference by 档号; a sealed case or batch may be named by its own id."""
    named, version = parse_reference(reference)
    if not _OWN_ID.fullmatch(named):
        return reference
    with suppress(JiangdangError):
        code = str(read_target(bureau.workspace, named).get("档号", "") or "")
        return f"{code}/v{version}" if code and version else code or reference
    return reference


def _look_at_remains(
    bureau: Bureau, look: Look, shelf: Shelf, history: PackageHistory, looked: Looked
) -> None:
    """What stays of destroyed packages here, when all are looked at or one of them is named."""
    if not shelf.is_here or look.due or look.sample:
        return
    code, version = parse_reference(look.reference)
    for report in check_tombstones(bureau.workspace, history.destroyed_roots):
        named = report.reference_code == code and version in (0, report.version)
        if look.reference and not named:
            continue
        looked.remains += 1
        if not report.is_sound:
            looked.faulty.append(report)


def _take(looked: Looked, report: PackageReport) -> None:
    if report.is_transient:
        looked.transient.append(report.name)
    if not report.is_sound:
        looked.faulty.append(report)


def _chosen(
    bureau: Bureau, look: Look, shelf: Shelf, history: PackageHistory
) -> tuple[Sequence[Key], int]:
    """The versions to look at, and how many more are due."""
    if look.due:
        days = look.days or bureau.settings.fixity_days
        due = due_packages(history, bureau.now, shelf.name, days)
        taken = due[: look.limit] if look.limit else due
        return taken, len(due) - len(taken)
    if look.reference:
        return _of_reference(look.reference, shelf, history), 0
    keys = [key for key in keys_on(shelf.path, history.roots) if not _is_over(key, shelf, history)]
    if look.sample:
        chance = random.Random(look.seed or None)  # noqa: S311
        keys = sorted(chance.sample(keys, min(look.sample, len(keys))))
    return keys, 0


def _of_reference(text: str, shelf: Shelf, history: PackageHistory) -> list[Key]:
    """All versions of a code, or the one that is named."""
    code, version = parse_reference(text)
    keys = [
        key
        for key in keys_on(shelf.path, history.roots, [code])
        if version in (0, key[1]) and not _is_over(key, shelf, history)
    ]
    if not (keys or (shelf.is_here and code in history.destroyed)):
        raise PackageNotFoundError(reference_code=code, version=version or "")
    return keys


def _is_over(key: Key, shelf: Shelf, history: PackageHistory) -> bool:
    """Whether a version was destroyed; here its remains are looked at, elsewhere it is a fault."""
    return shelf.is_here and key[0] in history.destroyed


def examined(
    shelf: Shelf, key: Key, history: PackageHistory, *, full: bool = True
) -> PackageReport:
    """One version verified; a fault is an alarm only if it is there when read anew from disk."""
    if key[0] in history.destroyed:
        place = f"{key[0]}/v{key[1]}"
        facts = {"path": place, "day": history.destroyed[key[0]].day.isoformat()}
        left = Finding(_DESTROYED, place=Place(file=place), facts=facts)
        return PackageReport(*key, (left,), is_anchored=False)
    report = verify_version(shelf.path, key, history.roots, full=full)
    if report.is_sound:
        return report
    again = [
        verify_version(shelf.path, key, history.roots, fresh=True, full=full)
        for _ in range(REREADINGS)
    ]
    bad = [each for each in again if not each.is_sound]
    if bad:
        return bad[-1]
    sound = again[-1]
    return PackageReport(*key, sound.findings, sound.is_anchored, is_transient=True)


class Diary:
    """Enters looks in the log as they are done; what cannot be entered is told."""

    def __init__(self, bureau: Bureau, place: str) -> None:
        """Begin with nothing looked at."""
        self.unlogged = ""
        self._bureau = bureau
        self._place = place
        self._lines: dict[str, list[str]] = {}
        self._held = 0

    def note(self, report: PackageReport) -> None:
        """Take in one look; a full page is entered at once."""
        word = "完好" if report.is_sound else "有问题"
        self._lines.setdefault(word, []).append(report.name)
        if report.is_transient:
            self._lines.setdefault("偶发读错", []).append(report.name)
        self._held += 1
        if self._held == LINE:
            self.close()

    def close(self) -> None:
        """Enter what is held."""
        lines, self._lines, self._held = self._lines, {}, 0
        if lines:
            self.enter("fixity", lines)

    def enter(self, action: str, facts: Mapping[str, object]) -> None:
        """One line about the place."""
        try:
            person = self._bureau.acting()
            with self._bureau.journal.act(action, person.name, self._place) as act:
                act.enter(action, self._place, facts)
        except JiangdangError as error:
            self.unlogged = message("A654", {"reason": error.message})


def advice_on(
    bureau: Bureau,
    shelf: Shelf,
    faulty: Sequence[PackageReport],
    history: PackageHistory,
    *further: Shelf,
) -> list[str]:
    """处置建议: of each version at fault what to do next, and the command to type.

    ``further`` are places to look for a sound copy that the settings do not name.
    """
    if not faulty:
        return []
    known = {each.name: each for each in (*package_shelves(bureau), *further)}
    others = [each for each in known.values() if each.name != shelf.name]
    return [_advice(report, shelf, others, history) for report in faulty]


def _advice(
    report: PackageReport, shelf: Shelf, others: Sequence[Shelf], history: PackageHistory
) -> str:
    """What to do about one version."""
    key = (report.reference_code, report.version)
    facts = {"name": report.name, "place": shelf.name, "option": ""}
    if not shelf.is_here:
        facts["option"] = f" --place {typed(shelf.name)}"
    codes = {found.code for found in report.findings}
    if _DESTROYED in codes:
        return message("A659", facts)
    if codes & _REMAINS:
        return message("A668", facts)
    if _UNKNOWN in codes:
        return message("A658", facts)
    for other in others:
        if bears_root(other, key, history):
            return message("A656", {**facts, "other": other.name, "from": typed(other.name)})
    return message("A657", facts)


def typed(word: str) -> str:
    """A word as it is typed in a command: in quotes where the shell would take it apart."""
    return word if re.fullmatch(r"[\w./·@%+=:,-]+", word) else shlex.quote(word)


def bears_root(shelf: Shelf, key: Key, history: PackageHistory) -> bool:
    """Whether a copy elsewhere bears the log's root; repairing looks at all of it."""
    try:
        return root_of(shelf.path / key[0] / f"v{key[1]}") == history.roots.get(key)
    except OSError:
        return False
