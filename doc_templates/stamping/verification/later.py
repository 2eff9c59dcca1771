"""What came after a signature: later signers, further revisions, bytes behind the end."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from doc_templates.stamping.verification.coverage import Gap
from doc_templates.stamping.verification.differences import differences
from doc_templates.stamping.verification.inquiry import MOST_CHANGES, library_faults
from doc_templates.stamping.verification.metadata import changed_metadata
from doc_templates.stamping.verification.naming import PartName, names_of
from doc_templates.stamping.verification.opening import end_of, tell_tail
from doc_templates.stamping.verification.reports import Change
from doc_templates.stamping.verification.structure import raw_entry
from doc_templates.stamping.verification.twostates import Difference

if TYPE_CHECKING:
    from collections.abc import Sequence

    from doc_templates.stamping.verification.inquiry import Inquiry
    from doc_templates.stamping.verification.judging import Judged
    from doc_templates.stamping.verification.opening import Opened

_TOUCHED_ANYWAY = ("元数据", "文档信息", "文件目录")
_FORBIDDEN = frozenset({"OTHER"})


@dataclass(frozen=True, slots=True)
class _Review:
    """Whether what came after a signature is permitted, and which form fields were filled in."""

    permitted: bool
    filled: frozenset[str] = frozenset()


def review(
    judged: Sequence[Judged], opened: Opened, inquiry: Inquiry, *, lost: bool
) -> list[Judged]:
    """The signatures with what came after each; what was not permitted goes to the findings.

    With a signature ``lost``, nobody needs to be told that something else was touched for it.
    """
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
            later = judged[place + 1 :]
            reviewed.append(_review_one(each, later, opened, inquiry, lost=lost))
    return reviewed


def _review_one(
    judged: Judged, later: Sequence[Judged], opened: Opened, inquiry: Inquiry, *, lost: bool
) -> Judged:
    """A signature that does not reach to the end of the file."""
    if not _covers_its_revision(judged):
        inquiry.find("S409", signer=judged.report.signer)
        return judged
    count = int(opened.reader.total_revisions) - judged.signed.revision - 1
    changes: tuple[Change, ...] = ()
    if count:
        changes = _review_revisions(judged, later, opened, inquiry, lost=lost)
    if not later:
        _tell_rest(judged, opened, count, inquiry)
    return replace(judged, report=replace(judged.report, changes=changes))


def _tell_rest(judged: Judged, opened: Opened, count: int, inquiry: Inquiry) -> None:
    """What lies behind the last signature and is no revision."""
    assert judged.reach is not None
    end = end_of(opened.pdf) if count else judged.reach.end
    tell_tail(opened.tail or opened.pdf[end:], inquiry)


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
    judged: Judged, later: Sequence[Judged], opened: Opened, inquiry: Inquiry, *, lost: bool
) -> tuple[Change, ...]:
    """Further revisions: told one by one when they go beyond what the signature permits."""
    signer, found = judged.report.signer, _policy(judged.signed.embedded)
    count = int(opened.reader.total_revisions) - judged.signed.revision - 1
    signed = frozenset(each.signed.field for each in later)
    permitted = opened.strict and found.permitted
    named = _named(judged, signed, opened, whole=not permitted, told=lost or not opened.strict)
    if permitted and not named:
        changes = [Change(f"“{each.report.signer}”的签名", permitted=True) for each in later]
        changes += _filled_in(found.filled - signed, signer, inquiry)
        if not later:
            inquiry.find("S436", signer=signer, count=count)
        return tuple(changes)
    if found.permitted and not opened.strict:
        inquiry.find("S439", signer=signer)
    else:
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
    judged: Judged, signed: frozenset[str], opened: Opened, *, whole: bool, told: bool
) -> list[Difference]:
    """What the later revisions changed; the metadata alone when the rest is permitted."""
    reader, revision = opened.reader, judged.signed.revision
    old = reader.get_historical_resolver(revision)
    new = reader.get_historical_resolver(reader.total_revisions - 1)
    try:
        found = differences(old, new, signed) if whole else []
        found += changed_metadata(old, new)
    except library_faults():
        found = []
    return found if found or told or not whole else _touched(reader, revision, new)


def _touched(reader: Any, revision: int, new: Any) -> list[Difference]:
    """The parts that later revisions wrote, where nothing better can be said."""
    numbers = {
        int(reference.idnum)
        for later in range(revision + 1, reader.total_revisions)
        for reference in reader.get_historical_resolver(later).explicit_refs_in_revision()
    }
    names = names_of(new.root, raw_entry(new.trailer_view, "/Info"), int(reader.root_ref.idnum))
    known = [names[number] for number in sorted(numbers) if number in names]
    telling = [each for each in known if not each.what.startswith(_TOUCHED_ANYWAY)]
    told = dict.fromkeys(telling or known) or {PartName("文件里不显示的部分"): None}
    return [Difference("S429", f"{each.what}被改动", each.where) for each in told]
