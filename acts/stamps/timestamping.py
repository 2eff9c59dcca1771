"""Time stamps over checkpoints (RFC 3161): fetched, renewed before they end, judged offline.

``log.timestamps/<size>.checkpoint`` is the note, ``<size>-<n>.tsr`` the authority's answers. The
first token covers the note; each later one the note and the token before it (RFC 4998 §5).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, ClassVar

from acts.log.proving import newest_note
from cases.digest import digest_of
from cases.errors import JiangdangError, Kind
from cases.findings import Finding, Place, Severity
from cases.log.checkpoints import parse_notes, registered_notes
from cases.log.places import keep_beside, read_bounded
from cases.register.reading import Register
from doc_templates.stamping.store.keeping import StampStore
from doc_templates.stamping.verification.beliefs import believe
from doc_templates.timetokens import ask_token, judge_token

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from acts.bureau import Bureau
    from cases.log.checkpoints import Checkpoint
    from cases.workspace import Workspace
    from doc_templates.timetokens import TimeToken

FOLDER = "log.timestamps"
CLAUSE = "系统默认"
_FILE = re.compile(r"([1-9][0-9]{0,11})-([1-9][0-9]{0,3})\.tsr")
_A_YEAR = timedelta(days=365)
GOOD, RENEWED = "有效", "已续期"
_DAMAGED, _FOREIGN, _UNKNOWN = "损坏", "不是登记过的检查点", "机构未认可"
_ENDED, _ENDING, _WEAK, _LATE = "已过期", "一年内到期", "算法过弱", "续期晚了"
_CODES = {_DAMAGED: "J231", _FOREIGN: "J232", _UNKNOWN: "J233", _ENDED: "J234", _ENDING: "J235",
          _WEAK: "J236", _LATE: "J238"}  # fmt: skip
_ERRORS = frozenset({_DAMAGED, _FOREIGN})


class NoTimestampServiceError(JiangdangError):
    """The settings name no time-stamping authority."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "J230"


@dataclass(frozen=True, slots=True)
class KeptToken:
    """A token as it lies in the workspace: which checkpoint, the how-manieth, what it is worth."""

    size: int
    number: int
    token: TimeToken
    state: str
    note: Checkpoint | None

    @property
    def file(self) -> str:
        """Its path from the workspace's root."""
        return f"{FOLDER}/{self.size}-{self.number}.tsr"

    @property
    def holds(self) -> bool:
        """Whether it proves something today."""
        return self.state in (GOOD, RENEWED, _ENDING)

    def as_json(self) -> dict[str, Any]:
        """A row of the renewal list."""
        return {
            "checkpoint": self.size,
            "number": self.number,
            "time": self.token.at.isoformat(),
            "authority": self.token.authority,
            "ends": self.token.ends.isoformat(),
            "state": self.state,
            "file": self.file,
        }

    def finding(self) -> Finding | None:
        """What the audit says of it; nothing of a good one."""
        if self.state not in _CODES:
            return None
        severity = Severity.ERROR if self.state in _ERRORS else Severity.WARNING
        facts = {
            "authority": self.token.authority,
            "ends": f"{self.token.ends:%Y-%m-%d}",
            "weak": self.token.weak,
            "size": str(self.size),
        }
        return Finding(_CODES[self.state], severity, Place(self.file), facts, CLAUSE)


def kept_tokens(workspace: Workspace, now: datetime) -> list[KeptToken]:
    """Every token kept, by checkpoint and number, judged offline."""
    shelf = _Shelf.of(workspace)
    chains: dict[int, list[int]] = {}
    known = [PurePosixPath(path).name for path in shelf.digests]
    for size, number in sorted({*_names(workspace), *_numbers(known)}):
        chains.setdefault(size, []).append(number)
    return [kept for size, held in chains.items() for kept in _chain(shelf, size, held, now)]


def _names(workspace: Workspace) -> list[tuple[int, int]]:
    """Checkpoint and number of every token that lies in the folder."""
    folder = workspace.root / FOLDER
    return _numbers(path.name for path in folder.iterdir()) if folder.is_dir() else []


def _numbers(names: Iterable[str]) -> list[tuple[int, int]]:
    found = (_FILE.fullmatch(name) for name in names)
    return [(int(name[1]), int(name[2])) for name in found if name]


@dataclass(frozen=True, slots=True)
class _Shelf:
    """What tokens are judged by: registered notes and digests, the authorities believed."""

    workspace: Workspace
    notes: dict[str, Checkpoint]
    digests: dict[str, str]
    roots: Sequence[bytes]

    @classmethod
    def of(cls, workspace: Workspace) -> _Shelf:
        """Read it once for all tokens."""
        if not workspace.register_file.is_file():
            return cls(workspace, {}, {}, ())
        digests = Register(workspace).files(FOLDER)
        if not digests and not (workspace.root / FOLDER).is_dir():
            return cls(workspace, {}, {}, ())
        texts = registered_notes(workspace)
        notes = {text: note for text in texts for note in parse_notes(text) if note}
        store = StampStore(workspace.stamps, demo=workspace.is_demo)
        return cls(workspace, notes, digests, believe(store).roots)

    def content(self, name: str) -> bytes:
        """A file of the folder; empty where it is not as it was registered."""
        path = f"{FOLDER}/{name}"
        try:
            held = read_bounded(self.workspace.root / path)
        except OSError:
            return b""
        return held if self.digests.get(path) == digest_of(held) else b""


def _chain(shelf: _Shelf, size: int, numbers: list[int], now: datetime) -> list[KeptToken]:
    """The tokens over one checkpoint, each held against the next."""
    written = shelf.content(f"{size}.checkpoint")
    note = shelf.notes.get(written.decode("utf-8", "replace"))
    answers = [shelf.content(f"{size}-{number}.tsr") for number in numbers]
    covered = [written, *(written + before for before, _ in pairwise(answers))]
    judged = [
        judge_token(answer, data, shelf.roots)
        for answer, data in zip(answers, covered, strict=True)
    ]
    found = []
    for at, (number, token) in enumerate(zip(numbers, judged, strict=True)):
        following = judged[at + 1] if at + 1 < len(judged) else None
        state = _FOREIGN if note is None and written else _state(token, following, now)
        found.append(KeptToken(size, number, token, state, note))
    return found


def _state(token: TimeToken, following: TimeToken | None, now: datetime) -> str:
    """What a token is worth now, or was when the next one took over."""
    if not token.intact:
        return _DAMAGED
    taken_over = following is not None and following.intact
    moment = following.at if taken_over and following else now
    states = {
        _LATE: taken_over and token.ends < moment,
        _ENDED: token.ends < moment,
        RENEWED: taken_over and (token.trusted or bool(token.weak)),
        _WEAK: bool(token.weak),
        _UNKNOWN: not token.trusted,
        _ENDING: token.ends < now + _A_YEAR,
    }
    return next((state for state, holds in states.items() if holds), GOOD)


def newest_of_each(tokens: Iterable[KeptToken]) -> list[KeptToken]:
    """The last token over each checkpoint: the one that must be renewed in time."""
    return list({kept.size: kept for kept in tokens}.values())


def time_stamp(bureau: Bureau) -> dict[str, Any]:
    """Fetch what is missing, renew what ends or is weak; the renewal list afterwards.

    Raises NoTokenError when the service does not answer; what was done stays.
    """
    if not bureau.settings.timestamp_service:
        raise NoTimestampServiceError
    bureau.acting()
    fetched = fetch_token(bureau)
    renewed = 0
    for kept in newest_of_each(kept_tokens(bureau.workspace, bureau.now)):
        if kept.state in (_ENDING, _WEAK, _ENDED) and kept.note:
            renewed += _renew(bureau, kept, str(kept.note))
    bureau.alert(carry_tokens(bureau))
    return {"fetched": int(fetched), "renewed": renewed, "tokens": renewal_list(bureau)}


def renewal_list(bureau: Bureau) -> list[dict[str, Any]]:
    """What ends when, the first to end first; of each checkpoint the token that counts."""
    tokens = newest_of_each(kept_tokens(bureau.workspace, bureau.now))
    return [kept.as_json() for kept in sorted(tokens, key=lambda kept: kept.token.ends)]


def try_time_stamp(bureau: Bureau) -> None:
    """After a seal: a token over the newest checkpoint; a service that is down stops nothing."""
    if not bureau.settings.timestamp_service:
        return
    try:
        fetch_token(bureau)
        bureau.alert(carry_tokens(bureau))
    except JiangdangError as error:
        facts = {"reason": error.message}
        bureau.alert([Finding("J237", Severity.WARNING, facts=facts, clause=CLAUSE)])


def fetch_token(bureau: Bureau) -> bool:
    """A token over the newest checkpoint, unless there is one; whether one was fetched."""
    note = newest_note(bureau.workspace)
    if note is None or any(size == note.size for size, _ in _names(bureau.workspace)):
        return False
    written = str(note).encode()
    answer = ask_token(bureau.settings.timestamp_service, written)
    _keep(bureau, note.size, 1, {f"{note.size}.checkpoint": written}, answer)
    return True


def _renew(bureau: Bureau, kept: KeptToken, note: str) -> bool:
    """A new token over the note and the token that is ending, unless it would end no later."""
    covered = note.encode() + read_bounded(bureau.workspace.root / kept.file)
    answer = ask_token(bureau.settings.timestamp_service, covered)
    ends = judge_token(answer, covered, ()).ends
    if ends <= kept.token.ends and kept.state == _ENDING:
        facts = {"authority": kept.token.authority, "ends": f"{ends:%Y-%m-%d}"}
        bureau.alert([Finding("J239", Severity.WARNING, Place(kept.file), facts, CLAUSE)])
        return False
    _keep(bureau, kept.size, kept.number + 1, {}, answer)
    return True


def _keep(bureau: Bureau, size: int, number: int, beside: dict[str, bytes], answer: bytes) -> None:
    """Put the answer in its place by an act."""
    name = f"{size}-{number}.tsr"
    with bureau.journal.act("timestamp", bureau.acting().name, f"{FOLDER}/{name}") as act:
        for other, content in beside.items():
            act.write(f"{FOLDER}/{other}", content, before=None)
        digest = act.write(f"{FOLDER}/{name}", answer, before=None)
        facts = {"检查点": size, "次": number, "摘要": digest}
        act.enter("timestamp", f"{FOLDER}/{name}", facts)


def carry_tokens(bureau: Bureau) -> tuple[Finding, ...]:
    """Copy to every keeping place the tokens it lacks; what is there stays as it is."""
    folder = bureau.workspace.root / FOLDER
    files = sorted(folder.iterdir()) if folder.is_dir() else []
    places = bureau.settings.keeping_places if files else ()
    tried = [keep_beside(place, bureau.settings.fonds, files) for place in places]
    return tuple(found for found in tried if found)
