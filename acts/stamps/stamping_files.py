"""用印 on any PDF: stamped and signed, entered in the 用印登记簿, a copy kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from acts.consents import consent_for, consent_key, rely_on
from acts.papers.documents import read_paper
from acts.stamps.stamping import refuse_user, stamp_store, timestamp_authority
from cases.casefile import read_target
from cases.digest import digest_of
from cases.errors import JiangdangError, Kind
from cases.masking import masked
from cases.saving import write_durably
from cases.settings import Role
from cases.words import message
from doc_templates.stamping.strangers.confined import stamp_stranger
from doc_templates.stamping.strangers.readying import Order

if TYPE_CHECKING:
    from pathlib import Path

    from acts.bureau import Bureau
    from cases.journal.act import Act
    from doc_templates.stamping.store.keeping import Stamp
    from doc_templates.stamping.strangers.confined import StampedStranger

KEPT_FOLDER = "盖章件"
_ENDING = "-已盖章.pdf"


class SampleOnFileError(JiangdangError):
    """A sample is pressed in a demonstration workspace only."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "W650"


class OutputExistsError(JiangdangError):
    """A file of that name stands already; nothing is written over."""

    kind: ClassVar[Kind] = Kind.CONFLICT
    code: ClassVar[str] = "W651"


@dataclass(frozen=True, slots=True)
class FileOrder:
    """What is asked: the file, the stamp, where, why; for which case or batch, under what number.

    ``place`` as ``--at`` takes it, empty for the owner's name in the closing; ``paging`` adds a
    骑缝章; ``more`` leaves the file open to further signers; ``output`` is where the copy goes.
    """

    file: Path
    stamp: str
    place: str = ""
    reason: str = ""
    target: str = ""
    number: str = ""
    paging: bool = False
    more: bool = False
    output: Path | None = None


def stamp_file(bureau: Bureau, order: FileOrder) -> dict[str, object]:
    """Stamp and sign a PDF; the file given is never changed.

    A second person consents first (用印审批). The stamped file is kept in the workspace with
    its line in the register, in one act, then copied beside the file given. Raises
    ConsentNeededError, OutputExistsError, SampleOnFileError, NotYourStampError and all that
    stamp_stranger raises.
    """
    person = bureau.acting(Role.CLERK)
    target = read_target(bureau.workspace, order.target).id if order.target else ""
    content = read_paper(order.file)
    stamp = stamp_store(bureau).named(order.stamp)
    refuse_user(bureau, stamp)
    if stamp.record.sample and not bureau.workspace.is_demo:
        raise SampleOnFileError(name=stamp.name)
    output = order.output or order.file.with_name(f"{order.file.stem}{_ENDING}")
    if output.exists():
        raise OutputExistsError(path=output)
    key = _consent(bureau, order, stamp, target, content)
    done = _stamped(bureau, order, stamp, content)
    with bureau.journal.act("stamp-file", person.name, target or f"stamps/{stamp.name}") as act:
        kept = _kept(bureau, act, order.file, done.content)
        digest = digest_of(done.content)
        act.use_stamp(stamp.name, stamp.owner, digest, order.number, key, target or kept)
        rely_on(act, key)
        facts: dict[str, object] = {"印章": stamp.name, "摘要": digest, "原件": digest_of(content)}
        facts |= {"文号": order.number, "审批号": key} if key else {"文号": order.number}
        act.enter("stamp-file", target or kept, facts)
    write_durably(output, done.content)
    return _told(order, stamp, done, kept, output)


def _consent(bureau: Bureau, order: FileOrder, stamp: Stamp, target: str, content: bytes) -> str:
    """用印审批: consent to this stamp on these bytes, at this place."""
    facts = (order.place, order.paging, order.more, order.number, order.reason)
    key = consent_key("stamp-file", digest_of(content), stamp.name, target, *facts)
    why = f"（{order.reason}）" if order.reason else ""
    what = f"在“{masked(order.file.name)}”上用印：{stamp.name}{why}"
    return consent_for(bureau, key, what, target or f"stamps/{stamp.name}", needed=True)


def _stamped(bureau: Bureau, order: FileOrder, stamp: Stamp, content: bytes) -> StampedStranger:
    asked = Order(
        stamp,
        order.place,
        f"{order.reason or message('W653', {})}（{message('W678', {}).rstrip('。')}）",
        bureau.now,
        room=0,
        paging=order.paging,
        more=order.more,
    )
    signer = stamp_store(bureau).signer(stamp)
    return stamp_stranger(content, order.file.name, asked, signer, timestamp_authority(bureau))


def _kept(bureau: Bureau, act: Act, file: Path, content: bytes) -> str:
    """The bureau's own copy, numbered on from what is kept of the year."""
    folder = bureau.workspace.stamps / KEPT_FOLDER / str(bureau.now.year)
    number = len(list(folder.glob("*.pdf"))) + 1 if folder.is_dir() else 1
    plain = (letter for letter in masked(file.stem) if letter.isprintable() and letter not in "/\\")
    stem = "".join(plain).replace("*", "×")  # the path goes into log and register
    path = f"stamps/{KEPT_FOLDER}/{bureau.now.year}/{number:04d}-{stem[:60] or '文件'}.pdf"
    act.write(path, content, before=None)
    return path


def _told(
    order: FileOrder, stamp: Stamp, done: StampedStranger, kept: str, output: Path
) -> dict[str, object]:
    return {
        "file": str(output),
        "kept": kept,
        "stamp": stamp.name,
        "sha256": digest_of(done.content),
        "page": done.page,
        "left_mm": round(done.left_mm, 1),
        "top_mm": round(done.top_mm, 1),
        "signatures": done.earlier + 1,
        "pdfa": done.level if done.kept else "",
        "notes": _notes(done),
    }


def _notes(done: StampedStranger) -> list[str]:
    """What the clerk should know: earlier signatures, PDF/A kept, lost, or never there."""
    notes = [message("W678", {})]
    if done.earlier:
        notes.append(message("W654", {"count": str(done.earlier)}))
    if done.kept:
        return [*notes, message("W655", {"level": done.level})]
    if done.lost:
        return [*notes, message("W656", {"level": done.level, "rule": done.lost})]
    return [*notes, message("W657", {})]
