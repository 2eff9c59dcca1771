"""Stamps are held to GB/T 9704-2012 7.3.5: what is altered is named, and nothing else."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import NoEncryption, pkcs12
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.signers import PdfSignatureMetadata, SimpleSigner, sign_pdf

from cases.findings import Severity
from doc_templates.lint.paper import Linted, lint_pdf

sys.path.append(str(Path(__file__).resolve().parents[1] / "fixtures"))

from lint_stamps import (
    AGREEMENT,
    ALONE,
    AWARD,
    BLACK,
    BLUE,
    FAR,
    FORM,
    JOINT,
    LETTER,
    MINUTES,
    Mark,
    as_form,
    as_note,
    as_picture,
    joint_papers,
    on_page,
    papers,
    place_of,
    right_place,
    seamed,
    shipped,
)
from stamping_desk import (
    CATALOGUE,
    COMMISSION,
    WHEN,
    Desk,
    codes,
    linted,
    real,
    stamped_by_hand,
    stamps_on,
    told,
)

pytestmark = [pytest.mark.office, pytest.mark.xdist_group("lint-stamps")]

EXACT = 0.3  # mm
WAYS = (on_page, as_form, as_picture, as_note)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return Desk(tmp_path_factory.mktemp("desk"))


@pytest.fixture(scope="module")
def finished(desk: Desk) -> dict[str, bytes]:
    return {paper: desk.finished(paper) for paper in shipped()}


def altered(what: str, desk: Desk) -> Linted:
    """What the lint says of an altered paper, asked once."""
    if what not in ASKED:
        template, make, _ = ALTERED[what]
        ASKED[what] = linted(make(desk), template_of(template))
    return ASKED[what]


# Every stamped kind of the catalogue, in three lengths, stamped by ourselves.


@pytest.mark.parametrize("paper", shipped())
def test_a_finished_paper_has_no_findings_and_all_its_stamps(
    paper: str, finished: dict[str, bytes]
) -> None:
    found = linted(finished[paper], paper.split()[0])
    assert told(found.findings) == []
    whole = [stamp for _, stamp in stamps_on(finished[paper]) if not stamp.edge]
    assert len(whole) == len(shipped()[paper])


@pytest.mark.parametrize("paper", [paper for paper in shipped() if paper.endswith("realistic")])
def test_a_finished_paper_whose_kind_nobody_tells_has_no_findings(
    paper: str, finished: dict[str, bytes]
) -> None:
    assert told(lint_pdf(finished[paper], "样例.pdf", CATALOGUE).findings) == []


@pytest.mark.parametrize("paper", joint_papers())
def test_a_joint_paper_stamped_by_all_has_no_findings(paper: str, desk: Desk) -> None:
    pdf = desk.jointly_stamped(paper)
    assert codes(pdf, paper.split()[0]) == []
    assert len(stamps_on(pdf)) == len(joint_papers()[paper])


def test_a_draft_without_stamps_has_no_findings() -> None:
    for template in (AWARD, LETTER, FORM, AGREEMENT):
        assert codes(real(template), template) == []


# What is altered, and what the lint says of it.

Altered = Callable[[Desk], bytes]


def moved(**move: float) -> Altered:
    return lambda desk: desk.stamped(real(AWARD), **move)


def by_hand(template: str = AWARD, **change: object) -> Altered:
    return lambda _: on_page(real(template), replace(right_place(real(template)), **change))


def beside(dx: float) -> Altered:
    mark = right_place
    return lambda _: on_page(real(AWARD), mark(real(AWARD)), mark(real(AWARD)).moved(dx))


def at_issuers(*moves: tuple[float, float]) -> Altered:
    """Stamps over the names of the first issuers, each moved, and the right one over the last."""

    def make(_: Desk) -> bytes:
        pdf = papers()[JOINT]
        names = ("样例区发展改革局", "样例区财政局")
        marks = [place_of(pdf, name).moved(*move) for name, move in zip(names, moves, strict=False)]
        return on_page(pdf, right_place(pdf), *marks)

    return make


def four_in_a_row(_: Desk) -> bytes:
    pdf = papers()[JOINT]
    row = place_of(pdf, "样例区财政局").y
    marks = [Mark(3, 46 + 37 * at, row, diameter=34) for at in range(4)]
    return on_page(pdf, right_place(pdf), *marks)


def of_a_second_signer(dx: float = 0.0, dy: float = 0.0) -> Altered:
    """The unit stamps the page, the third party its signature field, moved."""
    return lambda desk: desk.both_stamped(dx, dy)


def on_a_second_signers(desk: Desk) -> bytes:
    """One stamp more, drawn over the look of the second signer's field."""
    pdf = desk.both_stamped()
    return on_page(pdf, place_of(pdf, "样例技能评价中心").moved(-20))


def signed_only(_: Desk) -> bytes:
    """The paper signed by another program, with nothing to be seen."""
    key, name = ec.generate_private_key(ec.SECP256R1()), "样例局".encode()
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name.decode())])
    made = x509.CertificateBuilder(subject, subject, key.public_key(), 1)
    made = made.not_valid_before(WHEN - timedelta(9)).not_valid_after(WHEN + timedelta(9))
    packed = pkcs12.serialize_key_and_certificates(
        name, key, made.sign(key, SHA256()), None, NoEncryption()
    )
    signer = SimpleSigner.load_pkcs12_data(packed, [])
    writer = IncrementalPdfFileWriter(io.BytesIO(real(AWARD)))
    meta = PdfSignatureMetadata(field_name="Signature1", md_algorithm="sha256")
    return bytes(sign_pdf(writer, meta, signer).getbuffer())


def alone_on_a_page(_: Desk) -> bytes:
    return on_page(papers()[ALONE], place_of(papers()[ALONE], "（盖章）"))


ASKED: dict[str, Linted] = {}
ALTERED: dict[str, tuple[str, Altered, list[str]]] = {
    "signed and not stamped": (AWARD, signed_only, ["D640"]),
    "stamped over its edges only": (AGREEMENT, lambda _: seamed(real(AGREEMENT)), ["D640"]),
    "blank, 60 mm above": (AWARD, moved(dy_mm=60), ["D641"]),
    "blank, 60 mm below": (AWARD, moved(dy_mm=-60), ["D641"]),
    "blank on a form": (FORM, lambda _: on_page(real(FORM), Mark(1, 105, 265)), ["D641"]),
    "second signer's stamp blank": (
        COMMISSION, of_a_second_signer(0, -45), ["D641"]),
    "on the name only": (AWARD, moved(dx_mm=-60), ["D642"]),
    "on the date only": (AWARD, moved(dy_mm=-25), ["D642", "D645"]),
    "12 mm up, clear of text": (LETTER, lambda desk: desk.stamped(real(LETTER), dy_mm=12),
                                ["D643"]),
    "8 mm down": (AWARD, moved(dy_mm=-8), ["D643", "D645"]),
    "6 mm right": (AWARD, moved(dx_mm=6), ["D644"]),
    "6 mm left": (AWARD, moved(dx_mm=-6), ["D644"]),
    "a line more above the name": (
        FAR, lambda _: on_page(papers()[FAR], right_place(papers()[FAR])), ["D645"]),
    "8 mm up, on the text": (AWARD, moved(dy_mm=8), ["D646"]),
    "30 mm right, out of the block": (AWARD, moved(dx_mm=30), ["D644", "D647"]),
    "two that cross": (AWARD, beside(-30), ["D657", "D648"]),
    "two that touch": (AWARD, beside(-42), ["D657", "D648"]),
    "a stamp on the second signer's": (COMMISSION, on_a_second_signers, ["D648"]),
    "48 mm wide": (AWARD, by_hand(diameter=48), ["D649"]),
    "turned by 10 degrees": (AWARD, by_hand(lean=10), ["D650"]),
    "turned to the left": (AWARD, by_hand(lean=-10), ["D650"]),
    "upside down": (AWARD, by_hand(lean=180), ["D650"]),
    "stretched": (AWARD, by_hand(diameter=40, stretch=1.1), ["D651"]),
    "black": (AWARD, by_hand(colour=BLACK), ["D652"]),
    "blue": (AWARD, by_hand(colour=BLUE), ["D652"]),
    "signatures alone on a page": (AGREEMENT, alone_on_a_page, ["D653"]),
    "on minutes": (MINUTES, lambda _: on_page(papers()[MINUTES], Mark(1, 130, 180)), ["D654"]),
    "a page without a slice": (AGREEMENT, lambda _: seamed(stamped_by_hand(), without=2), ["D655"]),
    "slices too thin": (AGREEMENT, lambda _: seamed(stamped_by_hand(), thin=0.7), ["D656"]),
    "two clear of each other for one issuer": (AWARD, beside(-46), ["D657"]),
    "an issuer without a stamp": (JOINT, at_issuers((0, 0)), ["D657"]),
    "an issuer's stamp 6 mm down": (JOINT, at_issuers((0, 0), (0, 6)), ["D643"]),
    "an issuer's stamp 6 mm right": (JOINT, at_issuers((6, 0), (0, 0)), ["D644"]),
    "cut by the page's edge": (
        AGREEMENT, lambda _: on_page(stamped_by_hand(), Mark(2, 205, 150)), ["D658"]),
}  # fmt: skip


def template_of(name: str) -> str:
    return AWARD if name in (JOINT, FAR) else name


@pytest.mark.parametrize("what", ALTERED)
def test_what_is_altered_is_named_and_nothing_else(what: str, desk: Desk) -> None:
    assert [each.code for each in altered(what, desk).findings] == ALTERED[what][2]


@pytest.mark.parametrize("what", ALTERED)
def test_a_finding_on_stamps_names_page_clause_and_what_to_do(what: str, desk: Desk) -> None:
    for found in altered(what, desk).findings:
        assert found.clause
        assert "请" in found.message
        assert found.place.key.startswith("第") or found.code == "D640"
        assert found.severity is Severity.ERROR


def test_four_in_a_row_are_one_too_many(desk: Desk) -> None:
    assert "D660" in codes(four_in_a_row(desk), AWARD)


def test_joint_issuers_each_under_its_stamp_have_no_findings(desk: Desk) -> None:
    assert codes(at_issuers((0, 0), (0, 0))(desk), AWARD) == []


SAID = {
    "6 mm right": "印章中心在成文日期中心的右边 6 毫米，应当居中（允许相差 3 毫米）",
    "8 mm down": "署名和成文日期的中心在印章中心之上 3.4 毫米",
    "30 mm right, out of the block": "印章从右边伸出版心 2.2 毫米",
    "two that cross": "相交 12 毫米",
    "48 mm wide": "印章宽 48 毫米，不得大于 45 毫米",
    "turned by 10 degrees": "向右歪了 10 度",
    "upside down": "歪了 180 度",
    "stretched": "印章宽高是 43.9×40.1 毫米，不圆",
    "black": "印章是彩色代码 #000000，应为红色",
    "slices too thin": "第 1 至 4 页的骑缝章合起来宽 29.4 毫米，整枚印章宽 42 毫米",
    "on the name only": "压住了署名，没有压住成文日期",
}


@pytest.mark.parametrize("what", SAID)
def test_a_finding_on_stamps_says_what_was_measured(what: str, desk: Desk) -> None:
    template, make, _ = ALTERED[what]
    assert SAID[what] in " ".join(told(linted(make(desk), template).findings))


def test_a_name_stamp_that_is_not_red_is_only_doubted_and_only_on_official_papers() -> None:
    mark = Mark(2, 120, 262, diameter=14, colour=BLUE)
    (found,) = linted(as_note(real(AWARD), mark), AWARD).findings
    assert (found.code, found.severity) == ("D659", Severity.WARNING)
    assert codes(as_note(real(AGREEMENT), mark), AGREEMENT) == []
