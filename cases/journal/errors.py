"""What stops an act: somebody else's change, somebody else's act, a path that leads outside."""

from __future__ import annotations

from typing import ClassVar

from cases.errors import JiangdangError, Kind


class ChangedSinceReadError(JiangdangError):
    """A file is no longer what the act read before changing it."""

    kind: ClassVar[Kind] = Kind.CONFLICT
    code: ClassVar[str] = "J105"


class UnsafePathError(JiangdangError):
    """A path leads out of the workspace or into the product's own files."""

    kind: ClassVar[Kind] = Kind.FAULT
    code: ClassVar[str] = "J106"


class NotFinishedError(JiangdangError):
    """The act is recorded, its files are not all in place; the next command finishes it."""

    kind: ClassVar[Kind] = Kind.FAULT
    code: ClassVar[str] = "J109"


class SamePersonError(JiangdangError):
    """Nobody consents to what they asked for themselves."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "J110"


class BusyError(JiangdangError):
    """Another act on the same target is under way."""

    kind: ClassVar[Kind] = Kind.CONFLICT
    code: ClassVar[str] = "J115"


class NotApprovedError(JiangdangError):
    """The second person has not consented yet."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "J116"


class AlreadyApprovedError(JiangdangError):
    """Somebody consented before."""

    kind: ClassVar[Kind] = Kind.CONFLICT
    code: ClassVar[str] = "J117"


class NotOurNumberError(JiangdangError):
    """The number was not reserved by this act."""

    kind: ClassVar[Kind] = Kind.FAULT
    code: ClassVar[str] = "J118"


class OtherPartTakenError(JiangdangError):
    """Who took one part of 拟稿, 核稿, 签发 and 用印 does not take the next as well."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "J120"


class NotReviewedError(JiangdangError):
    """Nothing is signed (签发) before it was reviewed (核稿)."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "J121"


class ReturnedError(JiangdangError):
    """The request was refused and went back (退回)."""

    kind: ClassVar[Kind] = Kind.CONFLICT
    code: ClassVar[str] = "J122"


class ApprovalUsedError(JiangdangError):
    """A consent is relied on once."""

    kind: ClassVar[Kind] = Kind.CONFLICT
    code: ClassVar[str] = "J123"


class ClockBehindError(JiangdangError):
    """Nobody answers before they were asked: the clock of the machine is wrong."""

    kind: ClassVar[Kind] = Kind.CONFLICT
    code: ClassVar[str] = "J124"
