"""Copies of packages elsewhere: told with every destruction, destroyed by the same consent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from acts.keeping.package_history import package_history
from acts.keeping.shelves import package_shelves, shelf_of
from archive.packaging import drop
from archive.reading import versions_on
from archive.shelving import sole_keeper
from cases.errors import JiangdangError, Kind
from cases.log.checkpoints import write_checkpoint
from cases.saving import sync_folder
from cases.settings import Role

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from acts.bureau import Bureau
    from acts.keeping.package_history import PackageHistory
    from acts.keeping.shelves import Shelf
    from archive.reading import Package


class NotDestroyedHereError(JiangdangError):
    """What was not destroyed in the workspace is not destroyed elsewhere."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "A724"


class NoCopyThereError(JiangdangError):
    """The place holds nothing of the packages."""

    kind: ClassVar[Kind] = Kind.NOT_FOUND
    code: ClassVar[str] = "A725"


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy of a destroyed package that is still there; ``is_seen`` False: the place is away."""

    place: str
    reference_code: str
    is_seen: bool = True


def copies_left(bureau: Bureau, history: PackageHistory) -> Iterator[Copy]:
    """Copies of destroyed packages that lie, or may still lie, in the other places."""
    here = {shelf.name: shelf for shelf in package_shelves(bureau)}
    for place in bureau.settings.keeping_places:
        if not place.holds_packages:
            continue
        for code in history.destroyed:
            shelf = here.get(place.name)
            if shelf is not None and versions_on(shelf.path, code):
                yield Copy(place.name, code)
            elif shelf is None and (place.name, code) not in history.destroyed_at:
                yield Copy(place.name, code, is_seen=False)


def copies_told(bureau: Bureau, history: PackageHistory, codes: Sequence[str]) -> str:
    """Where copies are known to be, in one sentence: places of the settings, exports."""
    places = [place.name for place in bureau.settings.keeping_places if place.holds_packages]
    exported = [folder for code in codes for folder in history.exported.get(code, ())]
    parts = [f"留存处：{'、'.join(places)}"] if places else []
    parts += [f"曾导出到：{'、'.join(dict.fromkeys(exported))}"] if exported else []
    parts += ["已移交档案馆的不在此列"] if set(codes) & set(history.handed_over) else []
    return "；".join(parts)


def destroy_copies(bureau: Bureau, codes: Sequence[str], place: str) -> list[dict[str, object]]:
    """Remove the copies of destroyed packages from another place; the register covers them.

    Removed first, logged after: the log never says more than was done, and doing it again
    finishes what a crash left.
    """
    person = bureau.acting(Role.ARCHIVIST)
    history, shelf = package_history(bureau.workspace), shelf_of(bureau, place)
    for code in codes:
        if shelf.is_here or code not in history.destroyed:
            raise NotDestroyedHereError(reference_code=code)
    found = {code: _condemned(shelf, history, code) for code in dict.fromkeys(codes)}
    missing = [code for code, packages in found.items() if not packages]
    if missing:
        raise NoCopyThereError(place=place, reference_code="、".join(missing))
    with sole_keeper(shelf.path):
        for code, packages in found.items():
            _remove(shelf, code, packages)
    with bureau.journal.act("destroy", person.name, f"留存处 {shelf.name}"[:200]) as act:
        for code, packages in found.items():
            register = history.destroyed[code].facts.get("清册", "")
            versions = [each.version for each in packages]
            facts = {"留存处": shelf.name, "清册": register, "版本": versions}
            act.enter("destroy", code, facts)
    write_checkpoint(bureau.workspace, bureau.now)
    return [{"place": shelf.name, "reference_code": code} for code in found]


def _condemned(shelf: Shelf, history: PackageHistory, code: str) -> list[Package]:
    """The versions on the shelf that the register of destruction covers."""
    known = history.destroyed_roots
    return [each for each in versions_on(shelf.path, code) if (code, each.version) in known]


def _remove(shelf: Shelf, code: str, packages: Sequence[Package]) -> None:
    folder = shelf.path / code
    for package in packages:
        drop(package.path)
    if not any(folder.iterdir()):
        folder.rmdir()
    sync_folder(shelf.path)
