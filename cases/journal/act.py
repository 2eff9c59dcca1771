"""An act under way: it gathers numbers, files, stamp uses and entries, then commits once."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from cases.journal.approving import Answers, Consent, Request
from cases.journal.clock import refuse_clock_behind
from cases.journal.errors import ChangedSinceReadError, NotOurNumberError
from cases.journal.plan import REVISED, PlannedFile, check_room, place_of, present_digest
from cases.journal.staging import Staging
from cases.log.entries import Entry, instant
from cases.register.database import writing
from cases.register.numbering import reserve_next
from cases.values.document_number import DocumentNumber

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from cases.log.entries import Frame
    from cases.workspace import Workspace


@dataclass(slots=True)
class Gathered:
    """What the commit will carry into the register."""

    files: dict[str, PlannedFile] = field(default_factory=dict)
    revisions: list[PlannedFile] = field(default_factory=list)
    taken_in: dict[str, tuple[str, str]] = field(default_factory=dict)
    reserved: list[str] = field(default_factory=list)
    external: list[DocumentNumber] = field(default_factory=list)
    documents: list[tuple[str, str, str, str]] = field(default_factory=list)
    voided: list[tuple[str, str]] = field(default_factory=list)
    stamp_uses: list[tuple[str, ...]] = field(default_factory=list)
    receipts: list[tuple[object, ...]] = field(default_factory=list)
    answers: Answers = field(default_factory=Answers)
    entries: list[Entry] = field(default_factory=list)


class Act:
    """One act of the bureau; nothing of it shows before it is committed, save 预留 numbers."""

    def __init__(self, workspace: Workspace, frame: Frame, name: str, target: str) -> None:
        """Begin to gather; the journal has entered the act as open."""
        self.id = frame.act
        self.name = name
        self.target = target
        self.frame = frame
        self.gathered = Gathered()
        self.staging = Staging(workspace, frame.act)
        self._workspace = workspace

    def reserve(self, series: str, year: int, target: str = "") -> DocumentNumber:
        """The next number of a 自编 series, entered at once as 预留; void if the act dies.

        ``target`` names the case when the act is on several.
        """
        with writing(self._workspace.register_file) as connection:
            refuse_clock_behind(connection, self.frame.at)
            at = instant(self.frame.at)
            aim = target or self.target
            number = reserve_next(connection, series, year, self.id, aim, at)
        self.gathered.reserved.append(str(number))
        return number

    def take_external(self, number: DocumentNumber) -> None:
        """A number the office system gave; entered at the commit, only once ever."""
        self.gathered.external.append(number)

    def describe(
        self, number: DocumentNumber, document: str, title: str = "", dated: date | None = None
    ) -> None:
        """Enter which document (by digest), title and 成文日期 a number of this act bears."""
        known = {*self.gathered.reserved, *map(str, self.gathered.external)}
        if str(number) not in known:
            raise NotOurNumberError(number=number)
        day = dated.isoformat() if dated else ""
        self.gathered.documents.append((str(number), document, title, day))

    def void_number(self, number: DocumentNumber, reason: str) -> None:
        """Declare a 正式 number of an earlier act 作废; it is never used again."""
        self.gathered.voided.append((str(number), reason))

    def write(self, relative: str, content: bytes | Path, before: str | None) -> str:
        """Stage a file for its place; ``before`` is the digest read there, None for none.

        Returns the digest after. ``case.yaml`` and ``batch.yaml`` keep their previous revision
        under ``history/``. A path gives the content of another file, for large ones.
        """
        target = place_of(self._workspace, relative)
        check_room(target, relative, self.gathered.files)
        earlier = self.gathered.files.get(relative)
        if earlier is not None and before == earlier.after:
            before = earlier.before
        if present_digest(target) != before:
            raise ChangedSinceReadError(path=relative)
        if earlier is None and before is not None and target.name in REVISED:
            self._keep_revision(relative, target, before)
        private = relative.startswith("stamps/") or target == self._workspace.experts_file
        staged, after = self.staging.keep(content, private=private)
        self.gathered.files[relative] = PlannedFile(relative, before, after, staged)
        return after

    def remove(self, relative: str, before: str) -> None:
        """Plan that a file goes for good, no revision kept; ``before`` is the digest read there.

        Its folder goes with the last file in it.
        """
        if present_digest(place_of(self._workspace, relative)) != before:
            raise ChangedSinceReadError(path=relative)
        self.gathered.files[relative] = PlannedFile(relative, before, "", "")

    def take_in(self, relative: str, registered: str, present: str) -> None:
        """Register a file as it lies there, edited outside any act; digests before and now."""
        self.gathered.taken_in[relative] = (registered, present)

    def use_stamp(
        self,
        stamp: str,
        owner: str,
        document: str,
        number: str = "",
        approval: str = "",
        target: str = "",
    ) -> None:
        """Enter that a stamp was pressed on a document (by digest), with number and approval.

        ``target`` names the case when the act is on several.
        """
        use = (stamp, owner, document, number, approval, target or self.target)
        self.gathered.stamp_uses.append(use)

    def receive(
        self,
        kind: str,
        path: str,
        document: str,
        *,
        sender: str = "",
        number: str = "",
        dated: date | None = None,
        late: bool = False,
    ) -> None:
        """Enter a paper of another body in the 收文登记; ``late`` marks 补录."""
        day = dated.isoformat() if dated else ""
        self.gathered.receipts.append((kind, path, document, sender, number, day, late))

    def request(
        self,
        key: str,
        what: str,
        target: str | None = None,
        *,
        matter: str = "",
        issuing: bool = False,
    ) -> None:
        """Ask for a second person's consent; asking again changes nothing.

        ``issuing`` asks for 核稿 and 签发 by two persons; ``matter`` says what kind of act it is.
        """
        aim = self.target if target is None else target
        self.gathered.answers.requests.append(Request(key, what, aim, matter, issuing))

    def review(self, key: str) -> None:
        """核稿: pass what somebody else drafted on to 签发."""
        self.gathered.answers.reviews.append(key)

    def consent(self, key: str, *, alone: bool = False, both: bool = False) -> None:
        """Consent to what somebody else asked for; of 发文 this is 签发.

        ``alone``: the settings allow one person; ``both``: who stands for 核稿 as well.
        """
        self.gathered.answers.consents.append(Consent(key, alone, both))

    def refuse(self, key: str, reason: str) -> None:
        """Send a request back; the one who asked withdraws it."""
        self.gathered.answers.refusals.append((key, reason))

    def hear_refusal(self, key: str) -> None:
        """Note that the one who asked was told of the refusal."""
        self.gathered.answers.heard.append(key)

    def use_approval(self, key: str) -> None:
        """Rely on a consent, once; refused at the commit when there is none."""
        self.gathered.answers.used.append(key)

    def enter(self, action: str, subject: str, facts: Mapping[str, object] | None = None) -> None:
        """Enter a line in the log; personal data is starred out."""
        self.gathered.entries.append(Entry(action, subject, dict(facts or {})))

    def under_policy(self, digest: str) -> None:
        """Name the digest of the policy the act went by; every entry carries it."""
        self.frame = replace(self.frame, policy=digest)

    def _keep_revision(self, relative: str, target: Path, before: str) -> None:
        """Plan a copy of the present revision as ``history/NNNN-<digest8>.yaml``."""
        staged, digest = self.staging.keep(target)
        if digest != before:
            raise ChangedSinceReadError(path=relative)
        folder = target.parent / "history"
        name = f"{_next_revision(folder):04d}-{before.removeprefix('sha256:')[:8]}{target.suffix}"
        path = self._workspace.relative(folder / name)
        self.gathered.revisions.append(PlannedFile(path, None, digest, staged))


def _next_revision(folder: Path) -> int:
    """One more than the highest revision kept."""
    if not folder.is_dir():
        return 1
    numbers = [entry.name.partition("-")[0] for entry in folder.iterdir()]
    return 1 + max((int(number) for number in numbers if number.isdecimal()), default=0)
