"""The tamper table: every way of changing a signed PDF is caught, each by its own finding.

Every row also goes through poppler's ``pdfsig``. The two agree when both accept or both do not:
we accept what is ``intact``; pdfsig accepts when all signatures are valid and one covers the whole
document. Where pdfsig accepts what we refuse, the row says why; it never is the other way round.
Trust is not compared, pdfsig knows none of our authorities (``-nocert``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from pyhanko.pdf_utils import generic

from cases.findings import errors_of
from doc_templates.stamping.verifying import Verification, verify_pdf
from tests.fixtures import tampering as ways
from tests.fixtures.office_papers import MAKE, Papers, make_papers, signed_notice
from tests.fixtures.poppler import opinion_on, opinions_on
from tests.fixtures.tampering import Tamper, edit_signature, revised

pytestmark = pytest.mark.office

NOTICE, AGREEMENT, FORM = "notice", "agreement", "form"


@dataclass(frozen=True, slots=True)
class Row:
    """One way of tampering: of which paper, the codes it must end in, a word it must name.

    ``weaker`` is why pdfsig accepts it nevertheless.
    """

    name: str
    paper: str
    tamper: Tamper
    codes: frozenset[str]
    says: str = ""
    weaker: str = ""


def row(paper: str, name: str, tamper: Tamper, codes: str, says: str = "") -> Row:
    return Row(f"{paper}: {name}", paper, tamper, frozenset(codes.split()), says)


def with_entry(key: str, value: generic.PdfObject) -> Tamper:
    return revised(edit_signature(lambda held: held.__setitem__(MAKE(key), value)))


def without_entry(key: str) -> Tamper:
    return revised(edit_signature(lambda held: held.pop(key)))


def numbers(*values: int) -> generic.ArrayObject:
    return generic.ArrayObject(map(generic.NumberObject, values))


SAVED_AGAIN = [
    ("pypdf", ways.saved_by_pypdf, "S403 S413"),
    ("pyHanko", ways.saved_by_pyhanko, "S403 S413"),
    ("pypdf with pages swapped", ways.saved_with_pages_swapped, "S403 S413"),
    ("pypdf page by page", ways.saved_by_pypdf_page_by_page, "S416"),
]
TAILS = [
    ("a letter", b"x", "S404"),
    ("a line end", b"\n", "S404"),
    ("a comment", b"\n% more\n", "S404"),
    ("900 zeros", b"\0" * 900, "S404"),
    ("5000 zeros", b"\0" * 5000, "S404"),
    ("2 MB", b"z" * 2_000_000, "S404"),
    ("an end mark", b"%%EOF\n", "S404"),
    ("another PDF", b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\nstartxref\n9\n%%EOF\n", "S404"),
]
REVISIONS = [
    ("page content added", ways.edit_content, "S402 S421", "第2页的内容"),
    ("page content rewritten", ways.edit_stream_in_place, "S402 S421", "第1页的内容"),
    ("page turned", ways.turn_page, "S402 S421", "第1页的大小或方向"),
    ("annotation added", ways.add_annotation, "S402 S426", "第1页添加了文字框"),
    ("title changed", ways.change_title, "S402 S428", "文档信息的“标题”"),
    ("XMP changed", ways.change_xmp, "S402 S428", "元数据（XMP）的“作者”"),
    ("script added", ways.add_open_action, "S402 S429", "打开文件时的动作"),
    ("page replaced", ways.replace_page, "S402 S425", "第2页被换成了另一页"),
    ("page inserted", ways.insert_page, "S402 S423", "第2页是后来插入的"),
    ("page removed", ways.remove_page, "S402 S424", "原来的第1页被删除"),
    ("pages swapped", ways.swap_pages, "S402 S425", "第1页被移动了位置"),
]
FORGED = [  # universal signature forgery: the signature dictionary written anew
    ("no byte range", without_entry("/ByteRange"), "S412"),
    ("null byte range", with_entry("/ByteRange", generic.NullObject()), "S409 S412"),
    ("negative byte range", with_entry("/ByteRange", numbers(0, -1, 5, -2)), "S403 S409"),
    ("short byte range", with_entry("/ByteRange", numbers(0, 100)), "S403 S409"),
    ("byte range of the head", with_entry("/ByteRange", numbers(0, 50, 60, 40)), "S403 S413"),
    ("no value", without_entry("/Contents"), "S412"),
    ("null value", with_entry("/Contents", generic.NullObject()), "S412"),
    ("empty value", with_entry("/Contents", generic.ByteStringObject(b"")), "S412"),
    ("zero value", with_entry("/Contents", generic.ByteStringObject(b"\0" * 100)), "S412"),
]
ROWS = [
    *(row(paper, f"saved by {name}", way, codes)
      for paper in (NOTICE, AGREEMENT, FORM) for name, way, codes in SAVED_AGAIN),
    *(row(paper, f"behind the end {name}", ways.with_tail(tail), codes)
      for paper in (NOTICE, AGREEMENT) for name, tail, codes in TAILS),
    *(row(paper, name, revised(change), codes, says)
      for paper in (NOTICE, AGREEMENT) for name, change, codes, says in REVISIONS),
    *(row(NOTICE, f"forged {name}", way, codes) for name, way, codes in FORGED),
    row(FORM, "form value", revised(ways.fill_in_form), "S402 S427", "改了表单项“意见”"),
    row(NOTICE, "stamp redrawn", revised(ways.replace_stamp), "S402 S422", "印章图（第2页）"),
    row(AGREEMENT, "stamp redrawn", revised(ways.replace_stamp), "S402 S422",
        "印章图（第1、2、3页）"),
    row(NOTICE, "stamp redrawn in place", ways.stamp_redrawn_in_place, "S403 S422",
        "印章图（第2页）"),
    row(NOTICE, "signature field removed", revised(ways.remove_signature_field), "S416",
        "“Signature1”"),
    row(NOTICE, "signature value removed", revised(ways.remove_signature_value), "S411 S416"),
    row(NOTICE, "form removed", revised(ways.remove_form), "S416", "“Signature1”"),
    row(AGREEMENT, "first signature field removed", revised(ways.remove_signature_field),
        "S402 S416", "样例精密机械有限公司"),
    row(AGREEMENT, "first signature value removed", revised(ways.remove_signature_value),
        "S402 S411 S416"),
    row(AGREEMENT, "form removed", revised(ways.remove_form), "S416", "样带头"),
    row(NOTICE, "cut to the unsigned revision", ways.cut_to_revision(0), "S401"),
    row(AGREEMENT, "cut to the first signature", ways.cut_to_revision(1), "S411"),
    row(AGREEMENT, "cut to the unsigned revision", ways.cut_to_revision(0), "S401"),
    row(NOTICE, "last byte cut", ways.cut_by(1), "S403 S440"),
    row(NOTICE, "cut within the last table", ways.cut_by(300), "S416 S440"),
    row(NOTICE, "cut within the signature", ways.cut_by(5000), "S440"),
    row(AGREEMENT, "cut within the signature", ways.cut_by(5000), "S411 S440"),
    row(NOTICE, "object appended without a table", ways.appended_without_table, "S440"),
    row(NOTICE, "object appended with a trailer only", ways.appended_with_trailer_only, "S440"),
    row(NOTICE, "signature wrapped", ways.wrapped, "S438"),
]  # fmt: skip


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Papers:
    return make_papers(tmp_path_factory.mktemp("papers"))


def codes(verdict: Verification) -> frozenset[str]:
    return frozenset(finding.code for finding in verdict.findings)


def told(verdict: Verification) -> str:
    return "\n".join(finding.message for finding in verdict.findings)


@pytest.mark.parametrize("paper", [NOTICE, AGREEMENT, FORM])
def test_the_untouched_papers_are_accepted_by_us_and_by_poppler(
    papers: Papers, paper: str, tmp_path: Path
) -> None:
    verdict = verify_pdf(papers.signed[paper], papers.store)
    assert (verdict.accepted, verdict.findings) == (True, ())
    assert opinion_on(papers.signed[paper], tmp_path).accepts


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_tampering_ends_in_its_own_finding_and_poppler_agrees(
    row: Row, papers: Papers, tmp_path: Path
) -> None:
    pdf = row.tamper(papers.signed[row.paper])
    assert pdf != papers.signed[row.paper]
    verdict = verify_pdf(pdf, papers.store)
    assert not verdict.intact
    assert codes(verdict) == row.codes
    assert row.says in told(verdict)
    assert opinion_on(pdf, tmp_path).accepts is bool(row.weaker)


# What must be said of a flipped byte, by the structural place it lies in. Whatever cannot be
# read is named (S431 frame, S432 object, S433 object missing); the rest is the digest's to say.
NAMED = {
    "header": {"S403", "S431"},
    "comment": {"S403"},
    "object header": {"S431", "S432", "S433"},
    "object end": {"S432"},
    "dictionary start": {"S432"},
    "stream": {"S432"},
    "stream keyword": {"S432"},
    "xref": {"S431", "S429"},
    "xref entry": {"S403", "S431"},
    "trailer": {"S431"},
    "trailer key": {"S431"},
    "startxref": {"S431", "S440"},
    "end mark": {"S431", "S440"},
    "byte range": {"S409", "S438", "S440", "S403"},
    "value bracket": {"S412"},
    "value": {"S412"},
    "value padding": {"S412"},
}
OFTEN = frozenset({"object header", "object end", "dictionary start", "stream", "xref entry"})
INSIDE_VALUE = (
    "the byte lies in the signer's certificate, inside the gap that no digest covers: pdfsig does "
    "not hold the certificate against the one that the signature names (ESS signing-certificate-v2)"
)
PDFSIG_WEAKER = {"value": INSIDE_VALUE}


def sampled(places: Iterator[tuple[str, int]], every: int) -> list[tuple[str, int]]:
    """All places, of the sorts that come often only every so many."""
    return [place for at, place in enumerate(places) if place[0] not in OFTEN or at % every == 0]


@pytest.mark.parametrize(("paper", "every"), [(NOTICE, 1), (AGREEMENT, 12)])
def test_a_byte_flipped_at_any_structural_place_is_caught_and_named(
    papers: Papers, paper: str, every: int, tmp_path: Path
) -> None:
    pdf = papers.signed[paper]
    places = sampled(ways.structural_places(pdf), every)
    broken = [ways.flipped(pdf, place) for _, place in places]
    verdicts = [verify_pdf(content, papers.store) for content in broken]
    unnamed = [
        (label, place, codes(verdict))
        for (label, place), verdict in zip(places, verdicts, strict=True)
        if verdict.intact or not codes(verdict) & NAMED[label]
    ]
    accepted = {
        label
        for (label, _), opinion in zip(places, opinions_on(broken, tmp_path), strict=True)
        if opinion.accepts
    }
    assert (unnamed, accepted - PDFSIG_WEAKER.keys()) == ([], set())


@pytest.mark.parametrize(("paper", "count"), [(NOTICE, 300), (AGREEMENT, 100)])
def test_bytes_flipped_at_places_all_through_the_file_are_caught(
    papers: Papers, paper: str, count: int, tmp_path: Path
) -> None:
    pdf = papers.signed[paper]
    places = ways.spread(pdf, count)
    broken = [ways.flipped(pdf, place) for place in places]
    verdicts = [verify_pdf(content, papers.store) for content in broken]
    missed = [
        place
        for place, verdict in zip(places, verdicts, strict=True)
        if verdict.intact or not errors_of(verdict.findings)
    ]
    accepted = [
        place
        for place, opinion in zip(places, opinions_on(broken, tmp_path), strict=True)
        if opinion.accepts and not any(place in gap for gap in gaps_of(pdf))
    ]
    assert (missed, accepted) == ([], [])


def gaps_of(pdf: bytes) -> list[range]:
    """Where the signatures' values lie: what pdfsig says there, PDFSIG_WEAKER explains."""
    found = re.findall(rb"/ByteRange\s*\[0 (\d+) (\d+) ", pdf)
    return [range(int(start), int(end)) for start, end in found]


def test_no_digit_of_a_signatures_value_can_be_changed(papers: Papers) -> None:
    pdf = papers.signed[NOTICE]
    (gap,) = gaps_of(pdf)
    first = gap.start + 1
    used = len(pdf[first : gap.stop - 1].rstrip(b"0"))
    head, rest = range(first, first + 100), range(first + 100, first + used, 11)
    accepted = [
        place
        for place in (*head, *rest)
        if verify_pdf(ways.flipped(pdf, place), papers.store).intact
    ]
    assert accepted == []


def test_a_broken_part_is_named_with_its_page(papers: Papers) -> None:
    pdf = papers.signed[NOTICE]
    found = set()
    for label, place in ways.structural_places(pdf):
        if label == "stream":
            verdict = verify_pdf(ways.flipped(pdf, place), papers.store)
            found |= {(each.place.key, each.facts["what"]) for each in verdict.findings
                      if each.code == "S432"}  # fmt: skip
    assert ("第1页", "第1页的内容") in found
    assert ("第2页", "印章图（第2页）") in found
    assert any(what.startswith("字体“") for _, what in found)


def test_a_signature_moved_to_another_file_is_caught(papers: Papers, tmp_path: Path) -> None:
    for plain in papers.plain.values():
        pdf = ways.copied_signature(papers.signed[NOTICE])(plain)
        verdict = verify_pdf(pdf, papers.store)
        assert (verdict.intact, codes(verdict)) == (False, {"S403", "S413"})
        assert not opinion_on(pdf, tmp_path).accepts


@pytest.mark.parametrize(
    ("prepare", "activate", "expected"),
    [
        (ways.prepared_overlay, revised(ways.activate_overlay), {"S402", "S421"}),
        (ways.prepared_gap, revised(ways.fill_gap), {"S421", "S439"}),
        (ways.prepared_second_root, ways.switched_root,
         {"S402", "S424", "S425", "S428", "S429"}),
    ],
    ids=["hide and uncover", "object that comes to be", "second catalogue"],
)  # fmt: skip
def test_what_was_hidden_before_signing_cannot_be_shown_after(
    papers: Papers, tmp_path: Path, prepare: Tamper, activate: Tamper, expected: set[str]
) -> None:
    signed = signed_notice(prepare(papers.plain[NOTICE]), papers.store)
    assert verify_pdf(signed, papers.store).intact
    pdf = activate(signed)
    verdict = verify_pdf(pdf, papers.store)
    assert (verdict.intact, codes(verdict)) == (False, expected)
    assert not opinion_on(pdf, tmp_path).accepts
