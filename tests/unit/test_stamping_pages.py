"""Pages as they come from elsewhere: forms in tables, lying pages, A3, units of their own."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest

from doc_templates.conversion import Soffice
from doc_templates.kit.page import TYPE_HEIGHT, TYPE_WIDTH, Numbering, Page, docx_bytes
from doc_templates.kit.wordml import Cell, columns, label, left, para, row, table
from doc_templates.stamping.places.locating import Placement, Spot, locate
from doc_templates.stamping.places.scales import UnusualScaleError, refuse_unusual_scale
from doc_templates.stamping.places.searching import PageText, hits_on
from doc_templates.stamping.places.textlines import TextLine
from doc_templates.stamping.store.keeping import Stamp, StampStore

sys.path.append(str(Path(__file__).resolve().parents[1] / "fixtures"))

from drawn_pages import MM, Sheet, Text, drawn

OWNER = "样例轨道交通装备维修与智能检测技术服务（上海）股份有限公司"
SCHOOL = "样例职业技术学校"
OPINION = "经审核，该项目材料齐全，团队稳定，同意推荐。"


def _cell(*lines: str, align: str = "right") -> Cell:
    place = f'<w:jc w:val="{align}"/>'
    return Cell("".join(para(line, style="Cell", extra=place) for line in lines), place="bottom")


def _form(width: int, signed: Cell, *, landscape: bool = False) -> bytes:
    """A form whose last row is stamped; no bookmarks."""
    rows = [row(label(f"栏目{number}"), left("填写的内容"), height=500) for number in range(6)]
    opinion = row(label("单位意见"), left(OPINION), height=900)
    held = table(
        columns(20, 80, total=width), *rows, opinion, row(label("签章"), signed, height=2800)
    )
    body = para("样例申请表", style="FormTitle") + held + para("", style="Tail")
    return docx_bytes(Page("样例", body, landscape=landscape, numbering=Numbering.NONE))


FORMS = {
    "a mark over a blank date": (_cell("（盖章）", "年　　月　　日"), "（盖章）"),
    "a spaced mark": (_cell("（盖　章）", "2019年3月25日"), "（盖章）"),
    "a name of two lines": (_cell(f"单位（公章）：{OWNER}", "2019年3月25日", align="left"), OWNER),
    "a name before its mark": (_cell(f"{SCHOOL}（盖章）", "2019年3月25日"), SCHOOL),
}  # fmt: skip
LYING = ("a mark over a blank date", "a name of two lines")


@pytest.fixture(scope="module")
def pdfs() -> Mapping[str, bytes]:
    docs = {f"{name}.docx": _form(TYPE_WIDTH, cell) for name, (cell, _) in FORMS.items()}
    for name in LYING:
        docs[f"{name}, lying.docx"] = _form(TYPE_HEIGHT, FORMS[name][0], landscape=True)
    return {name.removesuffix(".docx"): pdf for name, pdf in Soffice.find().convert(docs).items()}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> StampStore:
    return StampStore(tmp_path_factory.mktemp("store") / "stamps", demo=True)


@pytest.fixture(scope="module")
def seal(store: StampStore) -> Stamp:
    return store.sample(SCHOOL)


def placed(pdf: bytes, placement: Placement) -> tuple[Spot, PageText]:
    document = pypdfium2.PdfDocument(pdf)
    spot = locate(document, placement)
    page = PageText(document[spot.view.index], spot.view.index)
    document.close()
    return spot, page


def inside(line: TextLine, spot: Spot) -> bool:
    return spot.box.bottom < line.box.bottom < line.box.top < spot.box.top


@pytest.mark.office
@pytest.mark.parametrize("name", [*FORMS, *(f"{name}, lying" for name in LYING)])
def test_in_a_forms_cell_the_stamp_is_over_name_and_date_and_leaves_the_opinion_free(
    name: str, pdfs: Mapping[str, bytes], seal: Stamp
) -> None:
    text = FORMS[name.removesuffix(", lying")][1]
    spot, page = placed(pdfs[name], Placement("", seal, text=text if text == OWNER else ""))
    (hit,) = hits_on(page, text)
    (date,) = [line for line in page.lines if line.is_date]
    assert inside(hit.whole, spot) and inside(date, spot)
    assert date.box.centre[0] == pytest.approx(spot.box.centre[0], abs=12 * MM)
    (opinion,) = hits_on(page, OPINION)
    assert opinion.whole.box.bottom > spot.box.top
    assert spot.view.width > spot.box.right + 5 * MM


@pytest.mark.office
def test_a_text_asked_for_is_found_over_the_lines_of_a_cell(
    pdfs: Mapping[str, bytes], seal: Stamp
) -> None:
    spot, page = placed(pdfs["a name of two lines"], Placement.at(seal, OWNER))
    (hit,) = hits_on(page, OWNER)
    assert len(hit.parts) == 2
    assert inside(hit.whole, spot)


@pytest.mark.parametrize("size", [(420, 297), (297, 420), (594, 420), (148, 210)])
def test_pages_of_other_sizes_are_stamped_at_the_stamps_true_size(
    size: tuple[int, int], seal: Stamp
) -> None:
    width, height = size
    sheet = Sheet(
        [Text(30, 60, "正文" * 8), Text.centred(width / 2, 120, "（盖章）")],
        width=width, height=height,
    )  # fmt: skip
    spot, _ = placed(drawn(sheet), Placement("", seal))
    assert (spot.box.right - spot.box.left) / MM == pytest.approx(42, abs=0.01)
    assert spot.box.centre[0] / MM == pytest.approx(width / 2, abs=0.2)


def test_a_page_with_a_unit_of_its_own_is_refused_by_its_number() -> None:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    pdf = drawn(Sheet(), Sheet(entries="/UserUnit 2"), Sheet(entries="/UserUnit 1.0"))
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    refuse_unusual_scale(writer, [0, 2])
    with pytest.raises(UnusualScaleError, match="第 2 页"):
        refuse_unusual_scale(writer, [0, 1, 2])
