"""The second location: every version copied there once, what is there compared, nothing lost."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

from acts.keeping.fixity import Diary, advice_on, bears_root, examined, report_json
from acts.keeping.package_history import package_history
from acts.keeping.shelves import PlaceEmptyError, Shelf, shelf_of
from acts.log.anchoring import anchor_state
from archive.copying import SourceUnsoundError, UnfitPlaceError, copy_version
from archive.reading import Package, PackageReport, keys_on, verify_version
from archive.shelving import CannotWritePackageError, sole_keeper
from cases.errors import JiangdangError, Kind
from cases.log.places import keep_checkpoints
from cases.settings import Role
from cases.words import message

if TYPE_CHECKING:
    from collections.abc import Sequence

    from acts.bureau import Bureau
    from acts.keeping.package_history import Key, PackageHistory
    from cases.findings import Finding


class MirrorHereError(JiangdangError):
    """The workspace is no second location of itself."""

    kind: ClassVar[Kind] = Kind.USAGE
    code: ClassVar[str] = "A663"


class MirrorStoppedError(JiangdangError):
    """The place took no more; what was copied until then is sound, the next run goes on."""

    kind: ClassVar[Kind] = Kind.FAULT
    code: ClassVar[str] = "A664"


@dataclass(slots=True)
class Mirrored:
    """What was copied to a place, what is sound there, and what is wrong on either side."""

    place: str
    copied: list[str] = field(default_factory=list)
    sound: int = 0
    damaged_there: list[PackageReport] = field(default_factory=list)
    unknown_there: list[PackageReport] = field(default_factory=list)
    damaged_here: list[PackageReport] = field(default_factory=list)
    unfit: list[PackageReport] = field(default_factory=list)
    advice: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    checkpoints: tuple[Finding, ...] = ()
    anchor: str = ""
    unlogged: str = ""

    @property
    def damaged(self) -> bool:
        """Whether anything is wrong with packages on either side."""
        return bool(self.damaged_there or self.unknown_there or self.damaged_here)

    def as_json(self) -> dict[str, Any]:
        """As ``archive mirror --json`` shows it."""
        return {
            "place": self.place,
            "copied": self.copied,
            "sound": self.sound,
            "damaged_there": [report_json(each) for each in self.damaged_there],
            "unknown_there": [report_json(each) for each in self.unknown_there],
            "damaged_here": [report_json(each) for each in self.damaged_here],
            "unfit": [report_json(each) for each in self.unfit],
            "advice": self.advice,
            "remarks": self.remarks,
            "checkpoints": [found.as_json() for found in self.checkpoints],
            "anchor": self.anchor,
            "unlogged": self.unlogged,
        }


def mirror_packages(
    bureau: Bureau, text: str, *, compare: bool = True, new_disk: bool = False
) -> Mirrored:
    """Bring a place up to date: copy what it lacks, compare the rest, write the checkpoints.

    ``compare`` False leaves alone what is there; ``new_disk`` says that a place that held
    packages before is empty now on purpose. Versions there are never removed or overwritten.
    """
    bureau.acting(Role.ARCHIVIST)
    shelf, history = shelf_of(bureau, text), package_history(bureau.workspace)
    if shelf.place is None:
        raise MirrorHereError
    if not (new_disk or shelf.path.is_dir()) and _was_used(shelf, history):
        raise PlaceEmptyError(name=shelf.name, path=shelf.path)
    done, diary = Mirrored(shelf.name), Diary(bureau, shelf.name)
    with sole_keeper(shelf.path):
        try:
            _bring_up_to_date(bureau, shelf, history, done, diary, compare=compare)
        finally:
            diary.close()
            if done.copied:
                diary.enter("mirror", {"复制": len(done.copied)})
    _conclude(bureau, shelf, history, done)
    done.unlogged = diary.unlogged
    return done


def _was_used(shelf: Shelf, history: PackageHistory) -> bool:
    """Whether the log knows of looks at this place."""
    return any(name == shelf.name for name, *_ in history.checked)


def _bring_up_to_date(
    bureau: Bureau,
    shelf: Shelf,
    history: PackageHistory,
    done: Mirrored,
    diary: Diary,
    *,
    compare: bool,
) -> None:
    """Version by version, in order, so that later ones find what they share with earlier ones."""
    here = shelf_of(bureau)
    keys: Sequence[Key] = list(keys_on(shelf.path, history.roots))
    for number, key in enumerate(keys, 1):
        bureau.progress("备份", number, len(keys))
        if not (shelf.path / key[0] / f"v{key[1]}").exists():
            _copy(here, shelf, key, history, done, diary)
        elif compare or key not in history.roots:
            _compare(here, shelf, key, history, done, diary)


def _copy(
    here: Shelf, shelf: Shelf, key: Key, history: PackageHistory, done: Mirrored, diary: Diary
) -> None:
    """Copy one version; what stands in its way is told, and only a full or broken disk stops."""
    source = Package(*key, here.path / key[0] / f"v{key[1]}")
    if not source.path.is_dir():
        done.damaged_here.append(verify_version(here.path, key, history.roots))
        return
    try:
        copy_version(source, shelf.path, history.roots[key])
    except SourceUnsoundError as error:
        done.damaged_here.append(_report(key, error))
    except UnfitPlaceError as error:
        done.unfit.append(_report(key, error))
    except CannotWritePackageError as error:
        count = str(len(done.copied))
        raise MirrorStoppedError(name=shelf.name, count=count, reason=error.message) from error
    else:
        report = PackageReport(*key, (), is_anchored=True)
        done.copied.append(report.name)
        diary.note(report)


def _report(key: Key, error: JiangdangError) -> PackageReport:
    return PackageReport(*key, tuple(error.findings), is_anchored=False)


def _compare(
    here: Shelf, shelf: Shelf, key: Key, history: PackageHistory, done: Mirrored, diary: Diary
) -> None:
    """Look at one version there, all of it, and at the root of the one here."""
    report = examined(shelf, key, history)
    diary.note(report)
    if report.is_sound:
        done.sound += 1
    elif key in history.roots:
        done.damaged_there.append(report)
    else:
        done.unknown_there.append(report)
    if key in history.roots and not bears_root(here, key, history):
        own = examined(here, key, history)
        done.damaged_here += [] if own.is_sound else [own]


def _conclude(bureau: Bureau, shelf: Shelf, history: PackageHistory, done: Mirrored) -> None:
    """What to do about what was found, the checkpoints, and how far they anchor."""
    done.advice = [
        *advice_on(bureau, shelf, [*done.damaged_there, *done.unknown_there], history),
        *advice_on(bureau, shelf_of(bureau), done.damaged_here, history, shelf),
    ]
    if shelf.place is not None:
        found = keep_checkpoints(bureau.workspace, shelf.place, bureau.settings.fonds)
        done.checkpoints = (found,) if found else ()
    if shelf.path.stat().st_dev == bureau.workspace.root.stat().st_dev:
        done.remarks.append(message("A666", {"name": shelf.name}))
    if shelf.place not in bureau.settings.keeping_places:
        done.remarks.append(message("A667", {"name": shelf.name}))
    done.anchor = anchor_state(bureau).sentence
