"""Where packages are kept: the workspace, the places named under 留存处, any other folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from acts.keeping.exporting import refuse_workspace
from acts.keeping.package_history import HERE
from cases.errors import JiangdangError, Kind
from cases.settings import KeepingPlace
from cases.workspace import Workspace

if TYPE_CHECKING:
    from acts.bureau import Bureau
    from cases.settings import Settings

FOLDER = "归档包"


class PlaceUnknownError(JiangdangError):
    """No place goes by this name, and no folder either."""

    kind: ClassVar[Kind] = Kind.NOT_FOUND
    code: ClassVar[str] = "A650"


class PlaceAwayError(JiangdangError):
    """The place is not there now: a disk that is not connected, a share that is not mounted."""

    kind: ClassVar[Kind] = Kind.NOT_FOUND
    code: ClassVar[str] = "A651"


class NoPackagesThereError(JiangdangError):
    """The settings say that the place keeps checkpoints only."""

    kind: ClassVar[Kind] = Kind.USAGE
    code: ClassVar[str] = "A652"


class PlaceEmptyError(JiangdangError):
    """The place has no folder of packages: never mirrored to, or another disk is connected."""

    kind: ClassVar[Kind] = Kind.NOT_FOUND
    code: ClassVar[str] = "A665"


@dataclass(frozen=True, slots=True)
class Shelf:
    """One place that keeps packages: its name in the log, and the folder of the packages."""

    name: str
    path: Path
    place: KeepingPlace | None = None

    @property
    def is_here(self) -> bool:
        """Whether this is the workspace's own archive."""
        return self.place is None


def shelf_of(bureau: Bureau, text: str = "") -> Shelf:
    """The shelf a name or a folder means; nothing, or 工作区, is the workspace's own.

    Raises PlaceUnknownError, PlaceAwayError, NoPackagesThereError.
    """
    if text in ("", HERE):
        return Shelf(HERE, bureau.workspace.packages)
    folder = Path(text).resolve()
    for place in bureau.settings.keeping_places:
        if place.name == text or place.path.resolve() == folder:
            return _kept(bureau, place)
    if not folder.is_dir():
        raise PlaceUnknownError(name=text)
    _refuse_inside(folder)
    return Shelf(str(folder), folder / FOLDER, KeepingPlace(str(folder), folder, True))


def _kept(bureau: Bureau, place: KeepingPlace) -> Shelf:
    """A place of the settings."""
    if not place.holds_packages:
        raise NoPackagesThereError(name=place.name)
    if not place.path.is_dir():
        raise PlaceAwayError(name=place.name, path=place.path)
    _refuse_inside(place.path)
    return Shelf(place.name, place.path / FOLDER, place)


def source_of(bureau: Bureau, text: str) -> Shelf:
    """A place to take sound copies from; also a folder that holds 档号/vN, or a whole workspace.

    Nothing is ever written there.
    """
    folder = Path(text).resolve()
    named = text in (HERE, *(place.name for place in bureau.settings.keeping_places))
    if named or (folder / FOLDER).is_dir():
        return shelf_of(bureau, text)
    if not folder.is_dir():
        raise PlaceUnknownError(name=text)
    copied = Workspace(folder)
    path = copied.packages if copied.settings_file.is_file() else folder
    return Shelf(str(folder), path, KeepingPlace(str(folder), folder, True))


def require_packages(shelf: Shelf) -> None:
    """Refuse a place elsewhere that has no packages at all, rather than call each one missing."""
    if not (shelf.is_here or shelf.path.is_dir()):
        raise PlaceEmptyError(name=shelf.name, path=shelf.path)


def _refuse_inside(folder: Path) -> None:
    """A second place lies outside every workspace, its packages too, whatever links say."""
    refuse_workspace(folder)
    packages = (folder / FOLDER).resolve()
    if packages.is_dir():
        refuse_workspace(packages)


def package_shelves(bureau: Bureau) -> list[Shelf]:
    """The workspace and every place of the settings that keeps packages and is there now."""
    shelves = [shelf_of(bureau)]
    for place in bureau.settings.keeping_places:
        if place.holds_packages:
            try:
                shelves.append(_kept(bureau, place))
            except JiangdangError:
                continue
    return shelves


def package_places(settings: Settings) -> list[str]:
    """The names of all places that should keep every package, the workspace first."""
    kept = [place.name for place in settings.keeping_places if place.holds_packages]
    return [HERE, *kept]
