"""Anchors: what outside the workspace vouches for the log, and how far it reaches.

A log agreed only with what lies beside it protects as well as its own machine does. Places
named under 留存处, time stamps of an authority and registers that the other side signed do more.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from acts.keeping.package_history import package_history
from acts.stamps.timestamping import kept_tokens, newest_of_each, try_time_stamp
from cases.errors import JiangdangError
from cases.findings import Finding, Place, Severity
from cases.log.checkpoints import write_checkpoint
from cases.log.entries import SHANGHAI
from cases.log.keys import registered_key
from cases.log.leaves import heads_at
from cases.log.places import CLAUSE, alarm, keep_checkpoints, read_place
from cases.obstacles import obstacle
from cases.settings import read_settings
from cases.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from acts.bureau import Bureau
    from acts.keeping.package_history import Noted
    from acts.stamps.timestamping import KeptToken
    from cases.log.checkpoints import Checkpoint
    from cases.log.keys import PublicKey
    from cases.log.places import Kept
    from cases.settings import Settings

HERE_ONLY = "已锚定于本机，未在别处"
_AGREES, _EMPTY, _OUT_OF_REACH = "相符", "还没有检查点", "现在用不了"
_INSIDE = "就在工作区里，不算"
_AHEAD, _CONTRADICTS = "比本机新", "不符"


@dataclass(frozen=True, slots=True)
class Anchor:
    """One thing that vouches for the log: up to which line, since which day."""

    name: str
    state: str
    size: int = 0
    day: date | None = None
    remark: str = ""

    @property
    def holds(self) -> bool:
        """Whether it vouches for the log as it is."""
        return self.state == _AGREES

    def as_json(self) -> dict[str, Any]:
        """As ``audit verify --json`` shows it."""
        day = self.day.isoformat() if self.day else ""
        return {"name": self.name, "state": self.state, "size": self.size, "day": day,
                "remark": self.remark}  # fmt: skip

    def age(self, today: date) -> str:
        """How old its newest note is, in words; how it stands where there is none."""
        days = (today - self.day).days if self.day else 0
        old = f"{days} 天前" if days > 0 else "今天"
        return f"{self.name} {old if self.day else self.state}"

    def __str__(self) -> str:
        """Print as people read it."""
        reach = [f"至第 {self.size} 条" if self.size else "", str(self.day or ""), self.remark]
        return f"{self.name}（{'，'.join(part for part in reach if part)}）"


@dataclass(frozen=True, slots=True)
class AnchorState:
    """All anchors, how many lines the log has, and what is wrong."""

    entries: int
    places: tuple[Anchor, ...]
    others: tuple[Anchor, ...]
    findings: tuple[Finding, ...]

    @property
    def sentence(self) -> str:
        """What every verification says of the anchors, in plain words."""
        holding = [anchor for anchor in (*self.places, *self.others) if anchor.holds]
        told = "、".join(map(str, holding))
        first = f"已锚定于 {told}" if holding else HERE_ONLY
        reached = max((anchor.size for anchor in holding), default=0)
        if 0 < reached < self.entries:
            first += f"；其后 {self.entries - reached} 条还没有锚定"
        failing = [f"{each.name}：{each.state}" for each in self.places if not each.holds]
        return "。".join((first, *failing)) + "。"

    def ages(self, today: date) -> str:
        """How old the newest note at each place is; empty where no place is named."""
        told = "，".join(place.age(today) for place in self.places)
        return f"留存处最近的检查点：{told}。" if told else ""

    def as_json(self) -> dict[str, Any]:
        """As ``audit verify --json`` shows it."""
        return {
            "sentence": self.sentence,
            "places": [each.as_json() for each in self.places],
            "others": [each.as_json() for each in self.others],
        }


def anchor_state(where: Bureau | Workspace, now: datetime | None = None) -> AnchorState:
    """What vouches for the log outside the workspace; reads only.

    ``now`` is when time stamps are judged, by default the present.
    """
    workspace = where if isinstance(where, Workspace) else where.workspace
    settings = _settings(workspace)
    kept = [read_place(p, settings.fonds) for p in settings.keeping_places] if settings else []
    tokens = kept_tokens(workspace, now or datetime.now(SHANGHAI))
    sizes = {note.size for each in kept for note in each.notes if note}
    accepted = package_history(workspace).accepted
    sizes |= {token.size for token in tokens}
    printed = (noted.facts.get("树大小") for noted in accepted.values())
    sizes |= {size for size in printed if isinstance(size, int)}
    log = _Log(workspace, *heads_at(workspace, sizes), registered_key(workspace))
    judged = [_judged(each, log) for each in kept]
    registers, strange = _registers(accepted, log)
    told = [*(found for _, found in judged), *(token.finding() for token in tokens), *strange]
    findings = tuple(found for found in told if found)
    places = tuple(anchor for anchor, _ in judged)
    others = (*_stamps(tokens, log), *registers)
    return AnchorState(log.entries, places, others, findings)


def _settings(workspace: Workspace) -> Settings | None:
    """The settings; without readable ones no place is known."""
    try:
        return read_settings(workspace)
    except JiangdangError:
        return None


@dataclass(frozen=True, slots=True)
class _Log:
    """What notes are held against: lines, roots by size, the key they must be signed with."""

    workspace: Workspace
    entries: int
    heads: Mapping[int, bytes]
    key: PublicKey | None


def _judged(kept: Kept, log: _Log) -> tuple[Anchor, Finding | None]:
    """One place against the log: the newest note that agrees, or the first that does not."""
    name, path = kept.place.name, kept.place.path.resolve()
    if kept.obstacle:
        return Anchor(name, _OUT_OF_REACH, remark=kept.obstacle), None
    if log.workspace.root.resolve() in (path, *path.parents):
        return Anchor(name, _INSIDE), None
    if not kept.notes:
        return Anchor(name, _EMPTY), None
    if log.key is None or (kept.key and kept.key != str(log.key)):
        return Anchor(name, _CONTRADICTS), alarm("J219", kept.place)
    return _against(kept, log, log.key)


def _against(kept: Kept, log: _Log, key: PublicKey) -> tuple[Anchor, Finding | None]:
    """The notes of a place, one after the other, against the log."""
    name, newest = kept.place.name, Anchor(kept.place.name, _EMPTY)
    near = _nearness(log.workspace, kept)
    for note in kept.notes:
        if note and note.signed_by(key) and note.size > log.entries:
            facts = {"size": str(note.size), "known": str(log.entries)}
            found = alarm("J218", kept.place, **facts)
            return Anchor(name, _AHEAD, note.size, note.day), found
        if not (note and note.signed_by(key) and log.heads.get(note.size) == note.root):
            return Anchor(name, _CONTRADICTS), alarm("J217", kept.place, size=str(newest.size))
        newest = Anchor(name, _AGREES, note.size, note.day, near)
    return newest, None


def _nearness(workspace: Workspace, kept: Kept) -> str:
    """Whether the place would be lost together with the workspace's disk."""
    same = kept.device == workspace.root.stat().st_dev
    return "与工作区同在一块磁盘" if same else ""


def _stamps(tokens: list[KeptToken], log: _Log) -> list[Anchor]:
    """The largest checkpoint that a time stamp still vouches for, and since when."""
    good = [
        token
        for token in newest_of_each(tokens)
        if token.holds and token.note and log.heads.get(token.size) == token.note.root
    ]
    if not good:
        return []
    newest = max(good, key=lambda token: token.size)
    since = newest.token.at
    for former in reversed([token for token in tokens if token.size == newest.size][:-1]):
        if not former.holds:
            break
        since = former.token.at
    day = since.astimezone(SHANGHAI).date()
    return [Anchor(f"{newest.token.authority}的时间戳", _AGREES, newest.size, day)]


def _registers(accepted: Mapping[str, Noted], log: _Log) -> tuple[list[Anchor], list[Finding]]:
    """移交与接收登记表 that the other side signed: the root printed there is the log's still."""
    agreeing, strange = [], []
    for code, noted in accepted.items():
        size, root = noted.facts.get("树大小"), noted.facts.get("树根")
        printed = isinstance(size, int) and isinstance(root, str)
        if printed and _base64(log.heads.get(int(str(size)), b"")) != root:
            facts = {"code": code, "size": str(size)}
            strange.append(Finding("J245", place=Place(code), facts=facts, clause=CLAUSE))
        else:
            agreeing.append((noted.at, int(str(size)) if printed else 0))
    if not agreeing:
        return [], strange
    newest, _ = max(agreeing)
    day = newest.astimezone(SHANGHAI).date()
    name = f"对方签收的移交登记表，共 {len(agreeing)} 卷"
    return [Anchor(name, _AGREES, max(size for _, size in agreeing), day)], strange


def _base64(root: bytes) -> str:
    return base64.b64encode(root).decode()


def make_checkpoint(bureau: Bureau) -> Checkpoint:
    """Sign the log as it stands and carry the notes to every place; what fails there is told."""
    written = write_checkpoint(bureau.workspace, bureau.now)
    bureau.alert(carry_checkpoints(bureau))
    return written


def anchor_log(bureau: Bureau) -> None:
    """After sealing: a checkpoint, carried to every place, and a time stamp over it."""
    make_checkpoint(bureau)
    try_time_stamp(bureau)


def carry_checkpoints(bureau: Bureau) -> tuple[Finding, ...]:
    """Write the notes to every place that lacks some; nothing that goes wrong there stops us."""
    fonds = bureau.settings.fonds
    tried = [keep_checkpoints(bureau.workspace, p, fonds) for p in bureau.settings.keeping_places]
    return tuple(found for found in tried if found)


def daily_checkpoint(bureau: Bureau) -> None:
    """A checkpoint, where the log grew since the last one; never in the way."""
    try:
        make_checkpoint(bureau)
    except JiangdangError as error:
        bureau.alert([Finding(error.code, Severity.WARNING, facts=error.facts)])
    except OSError as error:
        facts = {"path": str(error.filename or ""), "reason": obstacle(error)}
        bureau.alert([Finding("W202", Severity.WARNING, facts=facts)])
