"""What the log says of sealed packages: roots, looks at them, holds, hand-overs, destruction.

The log is the authority; nothing of this is kept anywhere else. It is read in one pass,
line by line, whatever its length.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from acts.auditing import log_entries
from cases.settings import HERE as HERE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cases.workspace import Workspace

Key = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Seal:
    """One version as the log kept it when it was sealed."""

    root: str
    owner: str
    sealed_at: datetime
    seq: int


@dataclass(frozen=True, slots=True)
class Noted:
    """A decision about a package: when, by whom, and the facts of its log line."""

    at: datetime
    actor: str
    facts: Mapping[str, Any]

    @property
    def day(self) -> date:
        """The day of the decision."""
        return self.at.date()


@dataclass(slots=True)
class PackageHistory:
    """Everything the log knows of packages, by reference code and version.

    ``checked`` has the last look at a version by location and key; ``damaged`` the keys whose
    last look found fault. ``destroyed_at`` are copies of destroyed packages by place and
    reference code, ``exported`` where packages were copied to by ``archive export``. ``renewed``
    leads from a code to the one its file was sealed under later (参见).
    """

    seals: dict[Key, Seal] = field(default_factory=dict)
    checked: dict[tuple[str, str, int], datetime] = field(default_factory=dict)
    damaged: set[tuple[str, str, int]] = field(default_factory=set)
    holds: dict[str, Noted] = field(default_factory=dict)
    appraised: dict[str, Noted] = field(default_factory=dict)
    destroyed: dict[str, Noted] = field(default_factory=dict)
    destroyed_at: dict[tuple[str, str], Noted] = field(default_factory=dict)
    exported: dict[str, list[str]] = field(default_factory=dict)
    handed_over: dict[str, Noted] = field(default_factory=dict)
    accepted: dict[str, Noted] = field(default_factory=dict)
    renewed: dict[str, str] = field(default_factory=dict)

    @property
    def roots(self) -> dict[Key, str]:
        """The root of every version that should still be there."""
        return {key: seal.root for key, seal in self.seals.items() if key[0] not in self.destroyed}

    @property
    def destroyed_roots(self) -> dict[Key, str]:
        """The root of every version that was destroyed; what is left of it must bear that root."""
        return {key: seal.root for key, seal in self.seals.items() if key[0] in self.destroyed}


def package_history(workspace: Workspace) -> PackageHistory:
    """Read the log's lines on packages; lines that nobody can read are the audit's."""
    history = PackageHistory()
    for row in log_entries(workspace):
        reader = _READERS.get(str(row["action"]))
        if reader is None or not isinstance(row["facts"], dict):
            continue
        try:
            reader(history, row, row["facts"])
        except (KeyError, TypeError, ValueError):
            continue
    return history


def _at(row: Mapping[str, Any]) -> datetime:
    return datetime.fromisoformat(str(row["ts"]))


def _sealed(history: PackageHistory, row: Mapping[str, Any], facts: Mapping[str, Any]) -> None:
    """``seal``: object is the case or batch; 档号, 版本, 根, and 参见 to earlier codes."""
    key = (str(facts["档号"]), _version(facts["版本"]))
    history.seals[key] = Seal(str(facts["根"]), str(row["object"]), _at(row), int(row["seq"]))
    history.renewed |= {str(former): key[0] for former in facts.get("参见", [])}


def _version(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(value)
    return value


def _looked_at(history: PackageHistory, row: Mapping[str, Any], facts: Mapping[str, Any]) -> None:
    """``fixity``: object is the location; 完好 and 有问题 list versions as ``档号/vN``."""
    place, at = str(row["object"]), _at(row)
    for name in facts.get("完好", []):
        history.checked[place, *_key_of(name)] = at
        history.damaged.discard((place, *_key_of(name)))
    for name in facts.get("有问题", []):
        history.checked[place, *_key_of(name)] = at
        history.damaged.add((place, *_key_of(name)))


def _key_of(name: str) -> Key:
    code, _, version = name.rpartition("/v")
    return code, int(version)


def _setter(name: str) -> Callable[[PackageHistory, Mapping[str, Any], Mapping[str, Any]], None]:
    """A reader that keeps the latest decision of one sort; the object is the 档号."""

    def keep(history: PackageHistory, row: Mapping[str, Any], facts: Mapping[str, Any]) -> None:
        kept: dict[str, Noted] = getattr(history, name)
        kept[str(row["object"])] = Noted(_at(row), str(row["actor"]), facts)

    return keep


def _released(history: PackageHistory, row: Mapping[str, Any], _: Mapping[str, Any]) -> None:
    """``release``: the hold on a package is lifted."""
    history.holds.pop(str(row["object"]), None)


def _destroyed(history: PackageHistory, row: Mapping[str, Any], facts: Mapping[str, Any]) -> None:
    """``destroy``: a package, or with 留存处 its copy at one of those places."""
    code, noted = str(row["object"]), Noted(_at(row), str(row["actor"]), facts)
    if place := str(facts.get("留存处", "")):
        history.destroyed_at[place, code] = noted
    else:
        history.destroyed[code] = noted


def _exported(history: PackageHistory, row: Mapping[str, Any], facts: Mapping[str, Any]) -> None:
    """``export``: a copy was handed out to a folder; what a search found names no package."""
    history.exported.setdefault(str(row["object"]), []).append(str(facts["去处"]))


_READERS: Mapping[str, Callable[[PackageHistory, Mapping[str, Any], Mapping[str, Any]], None]] = {
    "seal": _sealed,
    "fixity": _looked_at,
    "hold": _setter("holds"),
    "release": _released,
    "appraise": _setter("appraised"),
    "destroy": _destroyed,
    "export": _exported,
    "transfer": _setter("handed_over"),
    "transfer-accepted": _setter("accepted"),
}
