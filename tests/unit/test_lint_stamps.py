"""Stamps are found whoever made the PDF, measured, and held to GB/T 9704-2012 7.3.5."""

from __future__ import annotations

import io
import random
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from time import process_time

import pypdfium2
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import NoEncryption, pkcs12
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.signers import PdfSignatureMetadata, SimpleSigner, sign_pdf

from cases.errors import JiangdangError
from cases.findings import Finding, Severity
from doc_templates.catalogue import load_catalogue
from doc_templates.lint.measuring import measure
from doc_templates.lint.paper import Linted, lint_pdf
from doc_templates.lint.sheets import Area, PrintedStamp
from doc_templates.stamping.keeping import Stamp, StampStore
from doc_templates.stamping.placing import Placement, stamp_and_sign

sys.path.append(str(Path(__file__).resolve().parents[1] / "fixtures"))

from hostile_pdfs import forms_within_forms
from lint_samples import KINDS
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
    MM,
    Mark,
    as_form,
    as_note,
    as_picture,
    drawing,
    joint_papers,
    on_page,
    papers,
    place_of,
    right_place,
    seamed,
    shipped,
    turned,
)

pytestmark = [pytest.mark.office, pytest.mark.xdist_group("lint-stamps")]

COMMISSION = "third-party-commission"
WHEN = datetime(2019, 6, 20, 10, tzinfo=UTC)
EXACT = 0.3  # mm
WAYS = (on_page, as_form, as_picture, as_note)
CATALOGUE = load_catalogue()


class Desk:
    """Sample stamps, and papers stamped with them."""

    def __init__(self, folder: Path) -> None:
        self.store = StampStore(folder / "stamps", demo=True)
        self.office = self.store.sample("样例区人力资源和社会保障局")
        self.other = self.store.sample("样例评估有限公司")
        self.person = self.store.sample("样甲", "签名章")
        self._altered: dict[str, Linted] = {}

    def stamped(
        self, pdf: bytes, *placements: Placement, paging: Stamp | None = None, **move: float
    ) -> bytes:
        """The paper stamped and signed: at the placements, else at its anchor and ``move``."""
        at = placements or (Placement("stamp1", self.office, **move),)
        return stamp_and_sign(pdf, at, signers=self.store, when=WHEN, paging=paging)

    def altered(self, what: str) -> Linted:
        """What the lint says of an altered paper, asked once."""
        if what not in self._altered:
            template, make, _ = ALTERED[what]
            self._altered[what] = linted(make(self), template_of(template))
        return self._altered[what]

    def finished(self, paper: str) -> bytes:
        """A shipped paper with all the stamps that its kind asks for."""
        whose = {"带头人": self.person, "第三方": self.other}
        at = [Placement(use.anchor, whose.get(use.owner, self.office)) for use in shipped()[paper]]
        paging = self.office if any(use.paging for use in shipped()[paper]) else None
        return self.stamped(papers()[paper], *at, paging=paging)

    def jointly_stamped(self, paper: str) -> bytes:
        """A joint paper with the stamp of each issuer."""
        uses = joint_papers()[paper]
        at = [use.placement(self.store.sample(use.owner)) for use in uses]
        return self.stamped(papers()[paper], *at)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return Desk(tmp_path_factory.mktemp("desk"))


@pytest.fixture(scope="module")
def finished(desk: Desk) -> dict[str, bytes]:
    return {paper: desk.finished(paper) for paper in shipped()}


def real(template: str) -> bytes:
    return papers()[f"{template} realistic"]


def linted(pdf: bytes, template: str) -> Linted:
    return lint_pdf(pdf, "样例.pdf", CATALOGUE, KINDS[f"{template}.docx"])


def codes(pdf: bytes, template: str) -> list[str]:
    return [each.code for each in linted(pdf, template).findings]


def told(found: tuple[Finding, ...]) -> list[str]:
    return [f"{each.place} {each.message}" for each in found]


def stamps_on(pdf: bytes) -> list[tuple[int, PrintedStamp]]:
    sheets = measure(pdf, "样例.pdf").sheets
    return [(sheet.number, stamp) for sheet in sheets for stamp in sheet.stamps]


def only_stamp(pdf: bytes) -> PrintedStamp:
    ((_, stamp),) = stamps_on(pdf)
    return stamp


def area_of(mark: Mark) -> Area:
    half = mark.diameter / 2
    return Area(mark.x - half, mark.y - half, mark.x + half, mark.y + half)


def assert_near(found: Area, wanted: Area) -> None:
    for side in ("left", "top", "right", "bottom"):
        assert getattr(found, side) == pytest.approx(getattr(wanted, side), abs=EXACT)


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
    return lambda desk: both_stamped(desk, dx, dy)


def both_stamped(desk: Desk, dx: float = 0.0, dy: float = 0.0) -> bytes:
    second = Placement("stamp2", desk.other, dx, dy)
    return desk.stamped(real(COMMISSION), Placement("stamp1", desk.office), second)


def on_a_second_signers(desk: Desk) -> bytes:
    """One stamp more, drawn over the look of the second signer's field."""
    pdf = both_stamped(desk)
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


def stamped_by_hand() -> bytes:
    return on_page(real(AGREEMENT), place_of(real(AGREEMENT), "（盖章）"))


def alone_on_a_page(_: Desk) -> bytes:
    return on_page(papers()[ALONE], place_of(papers()[ALONE], "（盖章）"))


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
    assert [each.code for each in desk.altered(what).findings] == ALTERED[what][2]


@pytest.mark.parametrize("what", ALTERED)
def test_a_finding_on_stamps_names_page_clause_and_what_to_do(what: str, desk: Desk) -> None:
    for found in desk.altered(what).findings:
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


# Finding stamps, whoever made them.


@pytest.mark.parametrize("way", WAYS)
def test_a_stamp_made_in_any_way_is_found_exactly_and_has_no_findings(
    way: Callable[[bytes, Mark], bytes],
) -> None:
    mark = right_place(real(AWARD))
    pdf = way(real(AWARD), mark)
    assert_near(only_stamp(pdf).area, area_of(mark))
    assert codes(pdf, AWARD) == []


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("change", [{"lean": 12.0}, {"colour": BLACK}, {"diameter": 48.0}])
def test_what_is_wrong_is_told_of_a_stamp_made_in_any_way(
    way: Callable[[bytes, Mark], bytes], change: dict[str, object]
) -> None:
    mark = replace(right_place(real(AWARD)), **change)
    (found,) = linted(way(real(AWARD), mark), AWARD).findings
    assert found.code == {"lean": "D650", "colour": "D652", "diameter": "D649"}[min(change)]


@pytest.mark.parametrize("way", WAYS)
def test_a_turned_stamp_is_as_large_as_an_upright_one(way: Callable[[bytes, Mark], bytes]) -> None:
    mark = replace(right_place(real(AWARD)), lean=33.0)
    assert_near(only_stamp(way(real(AWARD), mark)).area, area_of(mark))


def test_our_own_stamps_are_measured_as_they_are_rendered(desk: Desk) -> None:
    pdf = desk.stamped(real(AWARD), dx_mm=1.7, dy_mm=-2.9)
    ((page, stamp),) = stamps_on(pdf)
    assert_near(stamp.area, rendered(pdf, page))


def test_a_second_signers_stamp_is_measured_as_it_is_rendered(desk: Desk) -> None:
    pdf = of_a_second_signer(3.0, 60.0)(desk)
    found = max((stamp for _, stamp in stamps_on(pdf)), key=lambda each: each.area.left)
    assert_near(found.area, rendered(pdf, stamps_on(pdf)[0][0], left=105.0))


def rendered(pdf: bytes, page: int, left: float = 0.0) -> Area:
    """Around the red pixels of a page right of a place, as a renderer draws them."""
    dots = 12.0
    with pypdfium2.PdfDocument(pdf) as document:
        document.init_forms()
        image = document[page - 1].render(scale=dots / MM).to_pil().convert("RGB")
    red, green, _ = image.crop((round(left * dots), 0, *image.size)).split()
    mask = green.point(lambda value: 255 * (value < 120))
    mask.paste(0, mask=red.point(lambda value: 255 * (value < 150)))
    box = mask.getbbox()
    assert box is not None
    sides = [side / dots for side in box]
    return Area(sides[0] + left, sides[1], sides[2] + left, sides[3])


@pytest.mark.parametrize("shift", [0.0, 40.0])
@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
@pytest.mark.parametrize("way", [on_page, as_picture])
def test_turned_and_shifted_pages_are_measured_as_they_are_seen(
    way: Callable[[bytes, Mark], bytes], degrees: int, shift: float
) -> None:
    mark = right_place(real(AWARD))
    pdf = turned(way(real(AWARD), mark), degrees, shift)
    stamp = only_stamp(pdf)
    assert_near(stamp.area, area_of(mark))
    assert stamp.lean == pytest.approx(0, abs=0.1)


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_second_signers_stamp_on_a_turned_page_is_seen_upright(degrees: int, desk: Desk) -> None:
    pdf = turned(real(AWARD), degrees, 40.0)
    first = Placement("", desk.office, page=3, x_mm=60, y_mm=60)
    second = Placement("", desk.other, page=3, x_mm=140, y_mm=200)
    found = stamps_on(desk.stamped(pdf, first, second))
    for (_, stamp), mark in zip(found, (Mark(3, 60, 60), Mark(3, 140, 200)), strict=True):
        assert_near(stamp.area, area_of(mark))
        assert stamp.lean == pytest.approx(0, abs=0.1)


def test_two_stamps_that_cross_are_still_two() -> None:
    marks = [Mark(1, 60, 200), Mark(1, 80, 210, diameter=40)]
    found = [stamp.area for _, stamp in stamps_on(on_page(real(AWARD), *marks))]
    assert len(found) == 2
    for area, mark in zip(found, marks, strict=True):
        assert_near(area, area_of(mark))


def test_the_red_head_of_a_paper_is_no_stamp() -> None:
    for template in (AWARD, LETTER, "city-recommendation"):
        assert stamps_on(real(template)) == []


def test_a_ring_that_is_not_red_and_holds_nothing_is_no_stamp() -> None:
    mark = Mark(1, 100, 150, colour=BLACK, signs=False)
    assert stamps_on(on_page(real(AWARD), mark)) == []


def test_what_a_clip_hides_is_no_stamp() -> None:
    assert stamps_on(as_form(real(AWARD), Mark(1, 100, 150), "0 0 5 5 re W n")) == []


def test_writing_inside_a_stamp_is_not_taken_for_text() -> None:
    mark = right_place(real(AWARD))
    x, y = mark.x * MM, (297 - mark.y) * MM
    red = " ".join(str(part) for part in mark.colour)
    written = drawing(
        on_page(real(AWARD), mark), mark.page, f"BT {red} rg /Helv 12 Tf {x} {y} Td (3101) Tj ET"
    )
    texts = [line.text for line in measure(written, "样例.pdf").sheets[mark.page - 1].lines]
    assert [line.text for line in measure(real(AWARD), "").sheets[mark.page - 1].lines] == texts


# 骑缝章.


@pytest.mark.parametrize("picture", [False, True])
def test_slices_are_no_blank_stamps_and_make_the_whole(picture: bool) -> None:
    pdf = seamed(stamped_by_hand(), picture=picture)
    parts = [stamp for _, stamp in stamps_on(pdf) if stamp.edge]
    assert [stamp.edge for stamp in parts] == ["右"] * len(measure(pdf, "").sheets)
    assert sum(stamp.area.width for stamp in parts) == pytest.approx(42, abs=EXACT)
    assert codes(pdf, AGREEMENT) == []


def test_our_own_slices_touch_each_other_and_make_the_whole(finished: dict[str, bytes]) -> None:
    found = stamps_on(finished[f"{AGREEMENT} longest"])
    parts = [stamp for _, stamp in found if stamp.edge]
    assert len(parts) > 2
    assert sum(each.area.width for each in parts) == pytest.approx(42, abs=EXACT)
    for one, two in pairwise(parts):
        assert one.area.right - one.whole.left == pytest.approx(
            two.area.left - two.whole.left, abs=EXACT
        )


def test_a_long_papers_groups_of_slices_have_no_findings(desk: Desk) -> None:
    long = blank_pages(33)
    at = Placement("", desk.office, page=1, x_mm=60, y_mm=100)
    found = linted(desk.stamped(long, at, paging=desk.office), AGREEMENT).findings
    assert {each.code for each in found} & {"D655", "D656", "D658"} == set()


def blank_pages(count: int) -> bytes:
    document = pypdfium2.PdfDocument.new()
    for _ in range(count):
        document.new_page(210 * MM, 297 * MM)
    document.save(target := io.BytesIO())
    return target.getvalue()


# Files that mean no good.


DOTS = " ".join(f"{x * 6} {y * 8} 1 1 re f" for x in range(99) for y in range(100))
RINGS = tuple(Mark(1, 30 + x, 40 + y, diameter=30) for x in range(40) for y in range(40))


@pytest.mark.parametrize(
    "drawn",
    [
        f"1 0 0 rg {DOTS}",
        " ".join(replace(mark, signs=False).operators for mark in RINGS),
        " ".join(replace(mark, colour=BLACK).operators for mark in RINGS),
    ],
    ids=["red dots", "red rings", "black stamps"],
)
def test_thousands_of_things_like_stamps_are_looked_through_in_bounded_time(drawn: str) -> None:
    began = process_time()
    measure(drawing(blank_pages(1), 1, drawn), "样例.pdf")
    assert process_time() - began < 15


def test_forms_within_forms_are_looked_through_in_bounded_time() -> None:
    began = process_time()
    measure(forms_within_forms(levels=5, times=6), "样例.pdf")
    assert process_time() - began < 15


def test_a_torn_stamped_paper_is_measured_or_refused(finished: dict[str, bytes]) -> None:
    whole, chance = finished[f"{AGREEMENT} realistic"], random.Random(45)
    for _ in range(20):
        torn = bytearray(whole)
        for _ in range(chance.randrange(1, 40)):
            torn[chance.randrange(len(torn))] = chance.randrange(256)
        try:
            lint_pdf(bytes(torn), "样例.pdf", CATALOGUE)
        except JiangdangError as error:
            assert error.code in {"D500", "D501"}
