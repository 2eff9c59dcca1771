"""Repairing packages: only from a copy that bears the log's root, and always on record."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from acts.auditing import log_entries
from acts.keeping.fixity import REREADINGS
from acts.keeping.package_history import package_history
from acts.keeping.shelves import package_shelves, shelf_of, source_of
from archive.adapter import findings_of
from archive.reading import Package, PackageNotFoundError, parse_reference
from archive.repairing import finish_repair, kept_aside, repair_version
from archive.shelving import sole_keeper
from archive.verification import is_sound, verify_package
from cases.errors import JiangdangError, Kind
from cases.settings import Role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from acts.bureau import Bureau
    from acts.keeping.package_history import Key, PackageHistory
    from acts.keeping.shelves import Shelf
    from cases.findings import Finding


_EARLIER = "上次修复，未及入日志"


class NoSoundCopyError(JiangdangError):
    """No copy at hand is the one that was sealed; the findings say what is wrong with each."""

    kind: ClassVar[Kind] = Kind.DAMAGED
    code: ClassVar[str] = "A670"


class CannotRepairFromItselfError(JiangdangError):
    """Source and place are the same."""

    kind: ClassVar[Kind] = Kind.USAGE
    code: ClassVar[str] = "A671"


@dataclass(slots=True)
class Repaired:
    """What was repaired from where, what needed no repair, where damaged ones are kept."""

    place: str
    repaired: list[dict[str, str]] = field(default_factory=list)
    sound: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, object]:
        """As ``archive repair --json`` shows it."""
        return {"place": self.place, "repaired": self.repaired, "sound": self.sound}


def repair_packages(bureau: Bureau, reference: str, source: str = "", place: str = "") -> Repaired:
    """Repair the damaged versions of a package at a place, the workspace by default.

    Without a ``source`` every other place that keeps packages is tried. Raises
    NoSoundCopyError when none has a copy whose root and content are those of the log.
    """
    person = bureau.acting(Role.ARCHIVIST)
    shelf, history = shelf_of(bureau, place), package_history(bureau.workspace)
    sources = _sources(bureau, source, shelf)
    keys = _keys(reference, history)
    done = Repaired(shelf.name)
    with sole_keeper(shelf.path):
        for key in keys:
            finish_repair(shelf.path, key, history.roots[key])
            _repair(bureau, person.name, shelf, key, history, sources, done)
    return done


def _sources(bureau: Bureau, text: str, shelf: Shelf) -> list[Shelf]:
    """Where to look for a sound copy."""
    if not text:
        return [each for each in package_shelves(bureau) if each.path != shelf.path]
    source = source_of(bureau, text)
    if source.path.resolve() == shelf.path.resolve():
        raise CannotRepairFromItselfError(name=shelf.name)
    return [source]


def _keys(reference: str, history: PackageHistory) -> list[Key]:
    """The versions meant, of those that the log knows and were not destroyed."""
    code, version = parse_reference(reference)
    keys = sorted(key for key in history.roots if key[0] == code and version in (0, key[1]))
    if not keys:
        raise PackageNotFoundError(reference_code=code, version=version or "")
    return keys


def _repair(
    bureau: Bureau,
    actor: str,
    shelf: Shelf,
    key: Key,
    history: PackageHistory,
    sources: Sequence[Shelf],
    done: Repaired,
) -> None:
    """Repair one version where it is damaged, and enter what was done."""
    name, source, root = f"{key[0]}/v{key[1]}", _EARLIER, history.roots[key]
    was_sound = _is_as_sealed(shelf, key, root)
    if not was_sound:
        copy = _sound_copy(key, root, sources)
        repair_version(
            Package(*key, copy.path / key[0] / f"v{key[1]}"), shelf.path, root, bureau.now
        )
        source = copy.name
    asides = _unlogged(bureau, kept_aside(shelf.path, key))
    if was_sound and not asides:
        done.sound.append(name)
        return
    aside = "、".join(asides)
    with bureau.journal.act("repair", actor, key[0]) as act:
        facts = {"版本": key[1], "处所": shelf.name, "来源": source, "根": root, "留存": asides}
        act.enter("repair", key[0], facts)
        act.enter("fixity", shelf.name, {"完好": [name]})
    done.repaired.append({"name": name, "source": source, "kept": aside})


def _is_as_sealed(shelf: Shelf, key: Key, root: str) -> bool:
    """Whether a version is sound, in itself and by its root; read anew before it is called bad."""
    path = shelf.path / key[0] / f"v{key[1]}"
    if path.is_symlink() or not path.is_dir():
        return False
    return is_sound(verify_package(path, root)) or all(
        is_sound(verify_package(path, root, fresh=True)) for _ in range(REREADINGS)
    )


def _sound_copy(key: Key, root: str, sources: Sequence[Shelf]) -> Shelf:
    """The first place whose copy is, all of it, what the log says was sealed."""
    findings: list[Finding] = []
    for source in sources:
        path = source.path / key[0] / f"v{key[1]}"
        faults = verify_package(path, root, fresh=True)
        if is_sound(faults):
            return source
        findings += findings_of(faults, path)
    names = "、".join(source.name for source in sources) or "没有别的存放处"
    raise NoSoundCopyError(findings=findings, name=f"{key[0]}/v{key[1]}", places=names)


def _unlogged(bureau: Bureau, names: Sequence[str]) -> list[str]:
    """Those of the kept names that no repair in the log mentions yet."""
    if not names:
        return []
    told: set[str] = set()
    for row in log_entries(bureau.workspace):
        facts = row["facts"]
        if row["action"] == "repair" and isinstance(facts, dict):
            told.update(map(str, facts.get("留存") or ()))
    return [name for name in names if name not in told]
