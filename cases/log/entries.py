"""A log entry: who did what to what, when, under which settings and policy."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta, timezone
from typing import TYPE_CHECKING

from cases.log.canonical import canonical, plain
from cases.log.tree import leaf_hash
from cases.masking import masked

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

VERSION = 1
FIRST = "0" * 64
SHANGHAI = timezone(timedelta(hours=8))


@dataclass(frozen=True, slots=True)
class Entry:
    """What an act enters into the log."""

    action: str
    subject: str
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Frame:
    """What all entries of one act share."""

    at: datetime
    actor: str
    system_user: str
    act: str
    settings: str
    policy: str


def line_of(entry: Entry, frame: Frame, seq: int, prev: str) -> str:
    """The canonical line of an entry in its place in the chain."""
    return canonical(
        {
            "v": VERSION,
            "seq": seq,
            "ts": instant(frame.at),
            "actor": frame.actor,
            "system_user": frame.system_user,
            "act": frame.act,
            "action": entry.action,
            "object": masked(entry.subject),
            "facts": plain(entry.facts),
            "settings": frame.settings,
            "policy": frame.policy,
            "prev": prev,
        }
    )


def hash_of(line: str) -> str:
    """The hash the next line names as ``prev``: the leaf hash of RFC 6962."""
    return leaf_hash(line).hex()


def instant(moment: datetime) -> str:
    """The real instant in Shanghai's time, to the second."""
    return moment.astimezone(SHANGHAI).isoformat(timespec="seconds")
