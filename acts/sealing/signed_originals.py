"""签名的正本: the digital signatures of a paper that comes in, judged before it is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from acts.papers.body_names import Likeness, likeness
from acts.stamps.stamping import stamp_store
from cases.digest import digest_of
from cases.errors import JiangdangError, Kind
from cases.findings import Finding, Place, errors_of
from cases.words import message

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from acts.bureau import Bureau
    from acts.papers.records import DocumentRecord
    from acts.stamps.expected_signers import Expected
    from doc_templates.stamping.verifying import SignatureReport, Verification

_UNSIGNED, _EMPTY = "S401", "S411"
_SIGNATURE_MARK = b"/ByteRange"


class BrokenSignatureError(JiangdangError):
    """What was signed was changed, or the signature itself is damaged."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "W680"


class WrongSignerError(JiangdangError):
    """None of the signatures is of a body or person the paper should come from."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "W681"


class NotOurStampedPaperError(JiangdangError):
    """We stamped first, and what comes back does not hold what we stamped."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "W689"


@dataclass(frozen=True, slots=True)
class Judged:
    """The signatures as the record keeps them, what is to be said, whose bytes it begins with."""

    signatures: tuple[Mapping[str, object], ...] = ()
    notes: tuple[str, ...] = ()
    continues: str = ""


def judge_signatures(
    bureau: Bureau,
    file: Path,
    content: bytes,
    expected: Expected,
    ours: Sequence[DocumentRecord],
) -> Judged:
    """Refuse broken and strange signatures; say what is not certain about the others.

    ``ours`` are the papers that we printed or stamped for the same purpose, the newest last.
    """
    if not content.startswith(b"%PDF") and b"%PDF" not in content[:1024]:
        return Judged(notes=(message("W685", {}),))
    verdict = _verdict(bureau, file, content)
    signed = [each for each in verdict.signatures if not each.is_document_timestamp]
    if not signed:
        return Judged(notes=(message("W685", {}),))
    _refuse_strangers(file, signed, expected)
    continued = _continued(bureau, content, ours)
    return Judged(
        signatures=tuple(_kept(each) for each in signed),
        notes=(
            *_doubts(signed, expected),
            *_origin(bureau, file, expected, ours, continued),
        ),
        continues=continued.sha256 if continued else "",
    )


def _verdict(bureau: Bureau, file: Path, content: bytes) -> Verification:
    """The verification; a file that was signed once and is not whole is refused."""
    from doc_templates.stamping.verification.inquiry import TRUST_CODES
    from doc_templates.stamping.verifying import verify_confined

    verdict = verify_confined(content, stamp_store(bureau), file=file.name)
    told = [each for each in errors_of(verdict.findings) if each.code not in TRUST_CODES]
    faults = [each for each in told if each.code not in (_UNSIGNED, _EMPTY)]
    was_signed = bool(verdict.signatures) or _SIGNATURE_MARK in content
    unsigned = not verdict.signatures and any(each.code == _EMPTY for each in told)
    if (faults and was_signed) or unsigned:
        raise BrokenSignatureError(path=file, findings=verdict.findings)
    return verdict


def _refuse_strangers(file: Path, signed: Sequence[SignatureReport], expected: Expected) -> None:
    """At least one signature is of a body or person of this paper."""
    wanted = (*expected.bodies, *expected.people)
    if not expected.bodies or any(_best(each.signer, wanted) for each in signed):
        return
    facts = {"wanted": "、".join(expected.bodies)}
    findings = [
        Finding("W682", place=Place(file.name), facts={**facts, "signer": each.signer})
        for each in signed
    ]
    raise WrongSignerError(path=file, findings=findings)


def _doubts(signed: Sequence[SignatureReport], expected: Expected) -> Iterator[str]:
    """What is not certain about signatures that hold."""
    bodies, people = expected.bodies, expected.people
    for each in signed:
        facts = {"signer": each.signer}
        if not each.trusted:
            yield message("W683", facts)
        best = _best(each.signer, (*bodies, *people))
        if best is Likeness.NEAR:
            near = next(name for name in (*bodies, *people) if likeness(each.signer, name))
            yield message("W684", {**facts, "wanted": near})
        if best is Likeness.OTHER and bodies:
            yield message("W687", facts)
    names = [each.signer for each in signed]
    missing = [body for body in bodies if not any(likeness(name, body) for name in names)]
    if missing:
        yield message("W686", {"who": "、".join(missing)})


def _best(signer: str, wanted: Sequence[str]) -> Likeness:
    return max((likeness(signer, name) for name in wanted), default=Likeness.OTHER)


def _continued(
    bureau: Bureau, content: bytes, ours: Sequence[DocumentRecord]
) -> DocumentRecord | None:
    """The paper of ours whose bytes stand untouched at the beginning of what came in."""
    for paper in reversed(ours):
        place = bureau.workspace.root / paper.pdf
        held = place.read_bytes() if place.is_file() else b""
        if held and content.startswith(held) and digest_of(held) == paper.sha256:
            return paper
    return None


def _origin(
    bureau: Bureau,
    file: Path,
    expected: Expected,
    ours: Sequence[DocumentRecord],
    continued: DocumentRecord | None,
) -> Iterator[str]:
    """Whether it is what we made, signed; where we stamped first it must be."""
    names = (bureau.settings.name, bureau.settings.short_name)
    joint = any(body in names for body in expected.bodies)
    stamped = [paper for paper in ours if paper.stamps] if joint else []
    if continued is not None:
        yield message("W688" if continued in stamped else "W675", {})
    elif stamped:
        raise NotOurStampedPaperError(path=file, held=stamped[-1].pdf)
    elif ours:
        yield message("W676", {})


def _kept(signature: SignatureReport) -> Mapping[str, object]:
    """What the record keeps of a signature."""
    names = ("signer", "stamp", "time", "trusted")
    return {name: getattr(signature, name) for name in names}
