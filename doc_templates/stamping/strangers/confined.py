"""Stamping somebody else's PDF: read in a child process with limits, signed in this one.

The child sees the file and the stamp's picture; the key stays here. What comes back is only
believed as far as it is the given file, something after it, and one empty gap.
"""

from __future__ import annotations

import atexit
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from cases.errors import JiangdangError, Kind
from doc_templates.confinement import Confined, TooMuchMemoryError, TooSlowError
from doc_templates.stamping.revisions.containers import room_for
from doc_templates.stamping.revisions.opening import CannotStampError
from doc_templates.stamping.revisions.preparing import Prepared
from doc_templates.stamping.revisions.signing import refuse_unusable, sign
from doc_templates.stamping.strangers.examining import examined
from doc_templates.stamping.strangers.readying import Order, make_ready
from doc_templates.stamping.strangers.sending import received, sent

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from doc_templates.stamping.revisions.timestamps import TimestampAuthority
    from doc_templates.stamping.signers.signer import Signer

MOST_BYTES = 100_000_000
CPU_SECONDS, CLOCK_SECONDS, MEMORY_MEGABYTES = 40, 60, 2048
_WORKER = Confined(CPU_SECONDS, CLOCK_SECONDS, MEMORY_MEGABYTES)
atexit.register(_WORKER.close)


class SignatureWouldBreakError(JiangdangError):
    """Stamping would break a signature, or one is broken already."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "S314"


class TextWouldChangeError(JiangdangError):
    """Stamping would change pages or text."""

    kind: ClassVar[Kind] = Kind.FAULT
    code: ClassVar[str] = "S315"


@dataclass(frozen=True, slots=True)
class StampedStranger:
    """The stamped file; where the stamp is (page from 1, mm from the upper left); PDF/A.

    ``level`` is the PDF/A level the file claimed; ``kept`` whether it held and still does;
    ``lost`` the first rule broken by the stamp. ``earlier`` counts earlier signatures.
    """

    content: bytes
    page: int
    left_mm: float
    top_mm: float
    earlier: int
    level: str
    kept: bool
    lost: str


def stamp_stranger(
    pdf: bytes,
    name: str,
    order: Order,
    signer: Signer,
    authority: TimestampAuthority | None = None,
) -> StampedStranger:
    """Stamp and sign a PDF from anywhere; ``order.room`` is reckoned here.

    Raises CannotStampError, also where the file takes more time or memory than any document
    needs, SignatureWouldBreakError and all that ``make_ready`` raises. The given bytes stay
    the beginning of the stamped ones.
    """
    refuse_unusable(order.stamp, order.when.date())
    if len(pdf) > MOST_BYTES:
        raise CannotStampError(reason=f"超过 {MOST_BYTES // 1_000_000} MB")
    order = replace(order, room=room_for(signer, authority))
    told, added = _asked("stamp", name, {"order": as_plain(order)}, pdf)
    prepared = Prepared(pdf + added, told["start"], told["end"])
    prepared.refuse_unlike(pdf)
    content = sign(prepared, signer, authority)
    found, _ = _asked("examine", name, {"length": len(pdf)}, content)
    _refuse_damage(found, name)
    return StampedStranger(
        content, told["page"], told["left"], told["top"], found["signatures"] - 1,
        found["level"], found["kept"], found["lost"],
    )  # fmt: skip


def _refuse_damage(found: dict[str, Any], name: str) -> None:
    if found["broken"] or not found["signatures"]:
        signers = "、".join(found["broken"]) or "本次"
        raise SignatureWouldBreakError(name=name, signers=signers)
    if not found["same"]:
        raise TextWouldChangeError(name=name)


def _asked(task: str, name: str, head: dict[str, Any], body: bytes) -> tuple[dict[str, Any], bytes]:
    """The child's answer; its refusals are raised as if they were ours."""
    try:
        answer = _WORKER.ask(name, {"task": task, "name": name, **head}, body)
    except TooSlowError:
        raise CannotStampError(reason=f"处理超过 {CPU_SECONDS} 秒") from None
    except TooMuchMemoryError:
        raise CannotStampError(reason=f"内存超过 {MEMORY_MEGABYTES} MB") from None
    if "code" in answer.head:
        raise _refusal(answer.head["code"], answer.head["facts"])
    return answer.head, answer.body


def _refusal(code: str, facts: Mapping[str, Any]) -> JiangdangError:
    """The child's refusal as what it is; a file that cannot be read for any other."""
    known = {each.code: each for each in _refusals(JiangdangError)}
    found = known.get(code)
    if found is None:
        return CannotStampError(reason="文件结构损坏，请让发来的人重新导出")
    return found(**facts)


def _refusals(error: type[JiangdangError]) -> Iterator[type[JiangdangError]]:
    """The stamping refusals below a class, the general ones before the special ones."""
    for each in error.__subclasses__():
        if each.__module__.startswith("doc_templates.stamping"):
            yield each
        yield from _refusals(each)


def as_plain(order: Order) -> dict[str, Any]:
    """The order as it travels."""
    return {
        "stamp": sent(order.stamp),
        "place": order.place,
        "reason": order.reason,
        "when": order.when.isoformat(),
        "room": order.room,
        "paging": order.paging,
        "more": order.more,
    }


def stamp_here(head: dict[str, Any], pdf: bytes) -> tuple[dict[str, Any], bytes]:
    """The child's part of stamping: what to add to the file, and where the gap is."""
    plain = head["order"]
    when = datetime.fromisoformat(plain["when"])
    order = Order(**{**plain, "stamp": received(plain["stamp"]), "when": when})
    ready = make_ready(pdf, order)
    told = {
        "start": ready.prepared.start,
        "end": ready.prepared.end,
        "page": ready.page,
        "left": ready.left_mm,
        "top": ready.top_mm,
    }
    return told, ready.prepared.content[len(pdf) :]


def examine_here(head: dict[str, Any], content: bytes) -> tuple[dict[str, Any], bytes]:
    """The child's part of the look afterwards."""
    return examined(content[: head["length"]], content, head["name"]), b""
