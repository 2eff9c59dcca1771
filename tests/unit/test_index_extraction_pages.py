"""Text of PDF and OFD page by page; pages that are pictures wait for OCR."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import FreeText
from pypdf.generic import ArrayObject, DictionaryObject, FloatObject, NameObject, TextStringObject

from index.extraction.bounds import Bounds
from index.extraction.harvesting import read_here
from index.records import State
from tests.fixtures import office_files as made
from tests.fixtures.small_pdfs import assembled, paper

OTHERS = Path(__file__).resolve().parents[1] / "fixtures" / "other_programs"
LINES = "BT /F 12 Tf 50 700 Td (First line of a page long enough) Tj 0 -20 Td (Z109-WS) Tj ET"
TEXT = "First line of a page long enough\nZ109-WS"


def written(writer: PdfWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def changed(content: bytes) -> PdfWriter:
    return PdfWriter(clone_from=PdfReader(io.BytesIO(content)))


def scan(count: int = 1) -> bytes:
    out = io.BytesIO()
    pages = [Image.new("RGB", (300, 400), (at, 200, 200)) for at in range(count)]
    pages[0].save(out, "PDF", save_all=True, append_images=pages[1:])
    return out.getvalue()


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_a_turned_page_reads_as_it_was_written(rotate: int) -> None:
    assert read_here(paper(2, rotate=rotate, content=LINES)).pages == (TEXT, TEXT)


def test_a_scan_waits_for_ocr_page_by_page() -> None:
    found = read_here(scan(2))
    assert (found.state, found.pages, found.waiting) == (State.WAITING, ("", ""), (0, 1))
    assert found.code == "I204"


def test_text_among_scanned_pages_is_read_and_the_others_wait() -> None:
    writer = changed(paper(content=LINES))
    writer.append(io.BytesIO(scan()))
    found = read_here(written(writer))
    assert (found.state, found.pages, found.waiting) == (State.WAITING, (TEXT, ""), (1,))
    assert found.reason == "共 2 页，其中 1 页没有可靠的文字，待识别。"
    assert found.parts_unread[0][0] == "第2页"


def test_a_scanners_mark_on_a_scan_is_no_text_layer() -> None:
    writer = changed(scan())
    mark = PdfReader(
        io.BytesIO(
            paper(box="0 0 300 400", content="BT /F 9 Tf 9 9 Td (Scanned by a scanning app) Tj ET")
        )
    )
    writer.pages[0].merge_page(mark.pages[0])
    assert read_here(written(writer)).state is State.WAITING


def test_an_empty_page_is_only_empty() -> None:
    assert read_here(paper(2)).state is State.UNREAD
    assert read_here(paper(2)).pages == ("", "")


def test_notes_and_filled_fields_are_read() -> None:
    writer = changed(paper(content=LINES))
    writer.add_annotation(0, FreeText(text="批注文字", rect=(50, 50, 200, 100)))
    box = ArrayObject([FloatObject(each) for each in (50, 150, 200, 180)])
    field = writer._add_object(DictionaryObject({
        NameObject("/Type"): NameObject("/Annot"), NameObject("/Subtype"): NameObject("/Widget"),
        NameObject("/FT"): NameObject("/Tx"), NameObject("/T"): TextStringObject("name"),
        NameObject("/V"): TextStringObject("填写的字"), NameObject("/Rect"): box,
    }))  # fmt: skip
    writer.pages[0]["/Annots"].append(field)
    writer.root_object[NameObject("/AcroForm")] = DictionaryObject(
        {NameObject("/Fields"): ArrayObject([field])}
    )
    assert read_here(written(writer)).pages == (f"{TEXT}\n批注文字\n填写的字",)


def test_files_carried_inside_are_members() -> None:
    writer = changed(paper(content=LINES))
    writer.add_attachment("附件.txt", "附件里的字".encode())
    assert read_here(written(writer)).pages == (TEXT, "附件.txt\n附件里的字")


def test_a_password_to_open_is_told_and_one_to_change_does_not_matter() -> None:
    for user, code in (("口令", "I202"), ("", "")):
        writer = changed(paper(content=LINES))
        writer.encrypt(user, owner_password="所有者", algorithm="AES-128")
        assert read_here(written(writer)).code == code


def test_thousands_of_pages_are_read_or_told_by_their_numbers() -> None:
    content = paper(3_000, content=LINES)
    assert len(read_here(content).pages) == 3_000
    found = read_here(content, Bounds(pages=100))
    assert len(found.pages) == 100
    assert found.parts_unread == (("第101—3000页", "页超过上限（20000页），余下的文字未读取。"),)


def test_ofd_is_read_page_by_page_with_its_template() -> None:
    template = made.ofd_page(made.ofd_text("发票", 20, 10))
    on_top = '<ofd:Template TemplateID="7" ZOrder="Background"/>'
    first = made.ofd_page(
        made.ofd_text("金额：", 20, 30), made.ofd_text("50元", 60, 30), template=on_top
    )
    second = made.ofd_page(made.ofd_text("第二页", 20, 10))
    assert read_here(made.ofd_file(first, second, template=template)).pages == (
        "发票\n金额： 50元", "第二页",
    )  # fmt: skip


def test_ofd_drawn_in_any_order_is_read_from_top_to_bottom() -> None:
    page = made.ofd_page(
        made.ofd_text("三", 20, 50), made.ofd_text("一", 20, 10), made.ofd_text("二", 20, 30)
    )
    assert read_here(made.ofd_file(page)).pages == ("一\n二\n三",)


def test_ofd_columns_are_read_one_after_the_other() -> None:
    left = [made.ofd_text(text, 20, y) for text, y in (("左一", 10), ("左二", 20))]
    right = [made.ofd_text(text, 110, y) for text, y in (("右一", 10), ("右二", 20))]
    assert read_here(made.ofd_file(made.ofd_page(*left, *right))).pages == (
        "左一\n左二\n右一\n右二",
    )


def test_ofd_signs_one_by_one_make_a_line_and_upright_lines_go_right_to_left() -> None:
    flat = [made.ofd_text(sign, 20 + 4 * at, 10) for at, sign in enumerate("逐字排")]
    down = 'DeltaY="g 2 4"'
    upright = [
        made.ofd_text("左列字", 20, 30, code=down),
        made.ofd_text("右列字", 40, 30, code=down),
    ]
    page = made.ofd_page(*flat, *upright)
    assert read_here(made.ofd_file(page)).pages == ("逐字排\n右列字\n左列字",)


def test_what_is_written_onto_an_ofd_page_is_read_with_it() -> None:
    notes = made.ofd_page(made.ofd_text("批注的字", 20, 10))
    page = '<ofd:Page PageID="0"><ofd:FileLoc>P0/A.xml</ofd:FileLoc></ofd:Page>'
    listed = f"<ofd:Annotations {made.OFD}>{page}</ofd:Annotations>"
    extra = {"Doc_0/Annots/Annotations.xml": listed, "Doc_0/Annots/P0/A.xml": notes}
    page = made.ofd_page(made.ofd_text("正文", 20, 10))
    assert read_here(made.ofd_file(page, extra=extra)).pages == ("正文\n批注的字",)


def test_a_missing_ofd_page_does_not_stop_the_others() -> None:
    content = made.ofd_file("", made.ofd_page(made.ofd_text("第二页", 20, 10)))
    found = read_here(content)
    assert found.pages == ("", "第二页")
    assert found.parts_unread[0][0] == "第1页"


def test_ofd_drawn_in_points_by_a_matrix_keeps_its_lines() -> None:
    matrix = 'CTM="0.3528 0 0 0.3528 0 0"'
    large = made.ofd_text("大字标题", 20, 10, matrix).replace('Size="4"', 'Size="40"')
    page = made.ofd_page(
        large.replace('Y="4"', 'Y="40"'), made.ofd_text("小字正文", 20, 28, matrix)
    )
    assert read_here(made.ofd_file(page)).pages == ("大字标题\n小字正文",)


def test_letters_without_meaning_are_left_out_and_wait_for_ocr() -> None:
    content = "BT /F 12 Tf 50 700 Td <00030017000b00090008001500110014> Tj ET"
    cid = (
        "<</Type/Font/Subtype/CIDFontType2/BaseFont/X/DW 1000/CIDSystemInfo<</Registry(Adobe)"
        "/Ordering(Identity)/Supplement 0>>/FontDescriptor<</Type/FontDescriptor/FontName/X"
        "/Flags 4/FontBBox[0 0 9 9]/ItalicAngle 0/Ascent 9/Descent 0/CapHeight 9/StemV 9>>>>"
    )
    font = f"<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/DescendantFonts[{cid}]>>"
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>",
        f"<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F {font}>>>>>>",
        f"<</Length {len(content)}>>stream\n{content}\nendstream",
    ]
    found = read_here(assembled(objects))
    assert (found.state, found.pages, found.waiting) == (State.WAITING, ("",), (0,))
    assert found.reason == "字体没有文字对照表，取出的文字不可靠，待识别。"


def test_ofd_of_another_program_is_read_line_by_line() -> None:
    first, second = read_here((OTHERS / "通知书.ofd").read_bytes()).pages
    assert first.startswith(
        "责令限期整改通知书\n样例精密机械有限公司：经查，你单位〔2019〕12号项目"
    )
    assert first.endswith("English words 123.\n落款单位")
    assert second == "第二页文字"
