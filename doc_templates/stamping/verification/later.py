"""What came after a signature: later signers, further revisions, bytes behind the end."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from doc_templates.stamping.verification.coverage import Gap
from doc_templates.stamping.verification.differences import Difference, differences
from doc_templates.stamping.verification.inquiry import MOST_CHANGES, library_faults
from doc_templates.stamping.verification.metadata import changed_metadata
from doc_templates.stamping.verification.opening import end_of
from doc_templates.stamping.verification.reports import Change

if TYPE_CHECKING:
    from collections.abc import Sequence

    from doc_templates.stamping.verification.inquiry import Inquiry
    from doc_templates.stamping.verification.judging import Judged
    from doc_templates.stamping.verification.opening import Opened

_FORBIDDEN = frozenset({"OTHER"})


@dataclass(frozen=True, slots=True)
class _Review:
    """Whether what came after a signature is permitted, and which form fields were filled in."""

    permitted: bool
    filled: frozenset[str] = frozenset()


def review(judged: Sequence[Judged], opened: Opened, inquiry: Inquiry) -> list[Judged]:
    """The signatures with what came after each; what was not permitted goes to the findings."""
    reviewed: list[Judged] = []
    for place, each in enumerate(judged):
        if each.reach is None or each.reach.gap is not Gap.OWN:
            reviewed.append(each)
        elif each.reach.end == len(opened.pdf):
            report = replace(each.report, covers_whole_document=True)
            reviewed.append(replace(each, report=report))
        elif not each.report.intact:
            reviewed.append(each)
        else:
            reviewed.append(_review_one(each, judged[place + 1 :], opened, inquiry))
    return reviewed


def _review_one(
    judged: Judged, later: Sequence[Judged], opened: Opened, inquiry: Inquiry
) -> Judged:
    """A signature that does not reach to the end of the file."""
    if not _covers_its_revision(judged):
        inquiry.find("S409", signer=judged.report.signer)
        return judged
    count = int(opened.reader.total_revisions) - judged.signed.revision - 1
    changes: tuple[Change, ...] = ()
    if count:
        changes = _review_revisions(judged, later, opened, count, inquiry)
    if not later:
        _tell_tail(judged, opened, count, inquiry)
    return replace(judged, report=replace(judged.report, changes=changes))


def _tell_tail(judged: Judged, opened: Opened, count: int, inquiry: Inquiry) -> None:
    """What lies behind the last signature and is no revision."""
    assert judged.reach is not None
    size = len(opened.pdf)
    extra = size - (end_of(opened.pdf) if count else judged.reach.end)
    if extra > 0:
        inquiry.find("S404", extra=extra)


def _covers_its_revision(judged: Judged) -> bool:
    """Whether the signature covers all there was when it was made, by pyHanko's strict check."""
    from pyhanko.sign.diff_analysis import DEFAULT_DIFF_POLICY
    from pyhanko.sign.validation.status import SignatureCoverageLevel

    embedded = judged.signed.embedded
    try:
        embedded.compute_integrity_info(DEFAULT_DIFF_POLICY)
    except library_faults():
        return False
    return bool(embedded.coverage >= SignatureCoverageLevel.ENTIRE_REVISION)


def _review_revisions(
    judged: Judged, later: Sequence[Judged], opened: Opened, count: int, inquiry: Inquiry
) -> tuple[Change, ...]:
    """Further revisions: told one by one when they go beyond what the signature permits."""
    signer = judged.report.signer
    if not opened.strict:
        inquiry.find("S439", signer=signer)
        return ()
    found = _policy(judged.signed.embedded)
    signed = frozenset(each.signed.field for each in later)
    named = _named(judged, signed, opened, whole=not found.permitted)
    if found.permitted and not named:
        changes = [Change(f"“{each.report.signer}”的签名", permitted=True) for each in later]
        changes += _filled_in(found.filled - signed, signer, inquiry)
        if not later:
            inquiry.find("S436", signer=signer, count=count)
        return tuple(changes)
    inquiry.find("S402", signer=signer, count=count)
    for each in named[:MOST_CHANGES]:
        inquiry.find(each.code, each.where, what=each.what)
    if len(named) > MOST_CHANGES:
        inquiry.find("S430", count=len(named) - MOST_CHANGES)
    return tuple(Change(each.what, permitted=False) for each in named[:MOST_CHANGES])


def _filled_in(names: frozenset[str], signer: str, inquiry: Inquiry) -> list[Change]:
    """Form fields that the signature allows to be filled in, and that were."""
    for name in sorted(names):
        inquiry.find("S434", warning=True, signer=signer, field=name)
    return [Change(f"填写了表单项“{name}”", permitted=True) for name in sorted(names)]


def _policy(embedded: Any) -> _Review:
    """What pyHanko's rules for permitted changes (ISO 32000 DocMDP, FieldMDP) said."""
    from pyhanko.sign.diff_analysis import DiffResult

    found, limit = embedded.diff_result, embedded.docmdp_level
    if not isinstance(found, DiffResult):
        return _Review(permitted=False)
    level = found.modification_level
    beyond = level.name in _FORBIDDEN or (limit is not None and level.value > limit.value)
    return _Review(not beyond, frozenset(map(str, found.changed_form_fields)))


def _named(
    judged: Judged, signed: frozenset[str], opened: Opened, *, whole: bool
) -> list[Difference]:
    """What the later revisions changed; the metadata alone when the rest is permitted."""
    reader = opened.reader
    old = reader.get_historical_resolver(judged.signed.revision)
    new = reader.get_historical_resolver(reader.total_revisions - 1)
    try:
        found = differences(old, new, signed) if whole else []
        found += changed_metadata(old, new)
    except library_faults():
        found = []
    if whole and not found:
        numbers = sorted(_touched(reader, judged.signed.revision))
        told = "、".join(str(number) for number in numbers[:10]) or "？"
        found = [Difference("S429", f"文件里的第 {told} 号对象被改动")]
    return found


def _touched(reader: Any, revision: int) -> set[int]:
    """The objects that later revisions wrote."""
    views = range(revision + 1, reader.total_revisions)
    return {
        int(reference.idnum)
        for later in views
        for reference in reader.get_historical_resolver(later).explicit_refs_in_revision()
    }
