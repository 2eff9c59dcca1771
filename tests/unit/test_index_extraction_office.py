"""Text of office files: what people see is read once, what was deleted is not."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from index.extraction.harvesting import read_here
from index.extraction.readers.cell_formats import shown_number
from index.extraction.readers.numbering import chinese
from index.records import State
from tests.fixtures import office_files as made
from tests.fixtures import wild_word as word

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures"
SHEETS, OLD = FIXTURES / "sheets", FIXTURES / "other_programs"


def text_of(content: bytes) -> str:
    """All pages, checked to have been read whole."""
    found = read_here(content)
    assert (found.state, found.code, found.parts_unread) == (State.READ, "", ())
    return "\n".join(found.pages)


def test_tables_part_cells_by_tabs_and_rows_by_lines() -> None:
    body = word.paragraph("名单") + word.table(
        word.row("姓名", "张样例"), word.row("单位", "样例厂")
    )
    assert text_of(word.word_file(body)) == "名单\n姓名\t张样例\n单位\t样例厂"


def test_a_text_box_kept_in_two_forms_is_read_once() -> None:
    body = f"<w:p>{word.run('正文')}{word.text_box('框中文字')}</w:p>"
    assert text_of(word.word_file(body)) == "正文\n框中文字"


def test_insertions_are_read_and_deletions_are_not() -> None:
    deleted = '<w:del w:id="1"><w:r><w:delText>删去的</w:delText></w:r></w:del>'
    struck = '<w:tr><w:trPr><w:del w:id="3"/></w:trPr>' + word.cell("删去的行") + "</w:tr>"
    body = word.paragraph("甲", deleted, f'<w:ins w:id="2">{word.run("补上的")}</w:ins>', "乙")
    assert text_of(word.word_file(body + word.table(word.row("留", "下"), struck))) == (
        "甲补上的乙\n留\t下"
    )


def test_fields_controls_hidden_text_and_ticks_are_read_as_shown() -> None:
    hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏字</w:t></w:r>"
    ticked = '<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>'
    body = word.paragraph("第", word.field("PAGE", "3"), "页", hidden, ticked, "同意")
    body += word.control(word.paragraph("控件里的字"))
    assert text_of(word.word_file(body)) == "第3页隐藏字☑同意\n控件里的字"


def test_headers_notes_and_comments_are_read_and_a_renamed_main_part_too() -> None:
    notes = word.part(
        "footnotes", f'<w:footnote w:id="2">{word.paragraph("脚注文字")}</w:footnote>'
    )
    content = word.word_file(
        word.paragraph("正文"),
        main="word/document2.xml",
        header=word.paragraph("页眉文字"),
        relations=(word.relation(5, "footnotes", "footnotes.xml"),),
        extra={"word/footnotes.xml": notes},
    )
    assert text_of(content) == "正文\n页眉文字\n脚注文字"


def test_numbers_that_word_prints_by_itself_are_read() -> None:
    level = (
        '<w:lvl w:ilvl="0"><w:start w:val="11"/><w:numFmt w:val="chineseCounting"/>'
        '<w:lvlText w:val="第%1条"/></w:lvl>'
    )
    numbering = word.part(
        "numbering",
        f'<w:abstractNum w:abstractNumId="0">{level}</w:abstractNum>'
        '<w:num w:numId="4"><w:abstractNumId w:val="0"/></w:num>',
    )
    of_list = '<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="4"/></w:numPr></w:pPr>'
    body = "".join(f"<w:p>{of_list}{word.run(text)}</w:p>" for text in ("甲事", "乙事"))
    relations = (word.relation(5, "numbering", "numbering.xml"),)
    content = word.word_file(body, relations=relations, extra={"word/numbering.xml": numbering})
    assert text_of(content) == "第十一条 甲事\n第十二条 乙事"


@pytest.mark.parametrize(
    ("count", "shown"),
    [(10, "十"), (12, "十二"), (20, "二十"), (105, "一百零五"), (1010, "一千零一十")],
)
def test_counts_are_written_as_in_articles(count: int, shown: str) -> None:
    assert chinese(count) == shown


def test_a_workbook_inside_a_document_is_a_member_of_it() -> None:
    inner = made.workbook({"附表": '<row><c t="inlineStr"><is><t>表中表</t></is></c></row>'})
    relations = (word.relation(5, "package", "embeddings/1.xlsx"),)
    extra = {"word/embeddings/1.xlsx": inner}
    content = word.word_file(word.paragraph("正文"), relations=relations, extra=extra)
    assert text_of(content) == "正文\n1.xlsx\n附表\n表中表"


def test_cells_are_read_as_people_see_them() -> None:
    shared = (
        "<si><t>张样例</t></si><si><r><t>富</t></r><r><t>文本</t></r><rPh><t>zhang</t></rPh></si>"
    )
    rows = (
        '<row><c r="A1" t="s"><v>0</v></c><c r="C1" t="s"><v>1</v></c></row>'
        '<row><c r="A2" s="3"><v>50000.5</v></c><c r="B2" s="1"><v>0.125</v></c>'
        '<c r="C2" s="2"><v>43573</v></c><c r="D2"><f>1+1</f><v>2</v></c>'
        '<c r="E2" t="b"><v>1</v></c><c r="F2" t="e"><v>#DIV/0!</v></c>'
        '<c r="G2" t="str"><f>A1</f><v>公式文本</v></c></row>'
    )
    formats = ("#,##0.00", "0.0%", "yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;")
    formats = ("General", *formats[1:], formats[0])
    secret = '<row><c t="inlineStr"><is><t>深藏</t></is></c></row>'
    found = read_here(made.workbook({"汇总": rows, "密": secret}, shared, formats, hidden="密"))
    assert found.pages == (
        "汇总\n张样例\t\t富文本\n50,000.50\t12.5%\t2019年4月18日\t2\tTRUE\t#DIV/0!\t公式文本",
        "密\n深藏",
    )


def test_a_formula_without_a_stored_result_is_told() -> None:
    found = read_here(made.workbook({"表": "<row><c><v>1</v></c><c><f>A1+1</f></c></row>"}))
    assert found.pages == ("表\n1",)
    assert found.parts_unread == (("表", "有 1 个公式没有存下结果，未读取。"),)


@pytest.mark.parametrize(
    ("value", "form", "shown"),
    [
        (1234.5, "General", "1234.5"),
        (0.1 + 0.2, "General", "0.3"),
        (20190418001, "0", "20190418001"),
        (-1234.5, "#,##0.00;(#,##0.00)", "(1,234.50)"),
        (-5, "0.00", "-5.00"),
        (7, "0000", "0007"),
        (0.5, "0%", "50%"),
        (12000, '"¥"#,##0', "¥12,000"),
        (12000, "[$¥-804]#,##0.00", "¥12,000.00"),
        (3, "0;0;", "3"),
        (1.5, "[h]:mm", "36:00"),
        (43573.75, "yyyy/m/d h:mm", "2019/4/18 18:00"),
        (43573, "[DBNum1]yyyy年m月d日", "二〇一九年四月十八日"),
        (43573, "yyyy-mm-dd aaaa", "2019-04-18 星期四"),
        (12345678, "#,##0,", "12,346"),
        (123456, '0!.0,"万"', "12.3万"),
        (0, '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "-"),
        (1234.5, '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "1,234.50"),
        (20190012, "0000-0000", "2019-0012"),
        (5, "@", "5"),
        (1e300, "yyyy", "1e+300"),
    ],
)
def test_a_number_is_shown_by_its_format(value: float, form: str, shown: str) -> None:
    assert shown_number(value, form) == shown


def test_an_old_workbook_is_read_sheet_by_sheet() -> None:
    found = read_here((SHEETS / "汇总.xls").read_bytes())
    assert (found.state, found.media_type) == (State.READ, "application/vnd.ms-excel")
    assert any("\t" in page for page in found.pages)


def test_slides_come_in_their_order_with_tables_and_notes() -> None:
    found = read_here(made.slides("开头", "结尾", "备注的话"))
    assert found.pages == ("开头\n姓名\t张样例\n备注的话", "结尾")


def test_old_slides_are_the_live_ones_with_their_notes() -> None:
    content = made.old_slides(
        [("标题甲", "框甲", "备注甲"), ("标题乙", "框乙", "备注乙")], stale="旧稿"
    )
    assert read_here(content).pages == ("标题甲\n框甲\n备注甲", "标题乙\n框乙\n备注乙")


def test_what_another_program_saved_twice_reads_as_it_was_saved_last() -> None:
    assert read_here((OLD / "演示.ppt").read_bytes()).pages == (
        "第三张",
        "第二张\n改后标题",
        "标题：限期整改\n文本框内容 first\n姓名\n张样例\n单位\n样例厂",
    )


def test_an_old_workbook_shows_its_cells_boxes_comments_and_hidden_sheets() -> None:
    assert read_here((OLD / "工作簿.xls").read_bytes()).pages == (
        "表一\n姓名\t50,000.50\t12.50%\t2019年4月18日\t3\n文本框在表里\n批注的话",
        "密表\n藏着",
    )


def test_open_documents_are_read_with_blanks_comments_and_no_deletions() -> None:
    deleted = "<text:tracked-changes><text:p>删去的</text:p></text:tracked-changes>"
    note = "<office:annotation><text:p>批注</text:p></office:annotation>"
    body = f'{deleted}<text:p>甲<text:s text:c="2"/>乙</text:p><text:p>丙{note}丁</text:p>'
    assert text_of(made.opendocument("text", body)) == "甲  乙\n丙丁\n批注"


def test_open_sheets_and_slides_are_pages() -> None:
    cells = (
        "<table:table-cell><text:p>甲</text:p></table:table-cell>"
        '<table:table-cell table:number-columns-repeated="2"/>'
        "<table:table-cell><text:p>12.5%</text:p></table:table-cell>"
        '<table:table-cell table:number-columns-repeated="16000"/>'
    )
    sheet = (
        f'<table:table table:name="表一"><table:table-row>{cells}</table:table-row></table:table>'
    )
    assert read_here(made.opendocument("spreadsheet", sheet)).pages == ("表一\n甲\t\t\t12.5%",)
    box = "<draw:frame><draw:text-box><text:p>幻灯</text:p></draw:text-box></draw:frame>"
    page = f"<draw:page>{box}</draw:page>"
    assert read_here(made.opendocument("presentation", page * 2)).pages == ("幻灯", "幻灯")


@pytest.mark.parametrize(
    "content",
    [
        made.compound({"EncryptedPackage": b"x" * 5000, "EncryptionInfo": b"y"}),
        made.opendocument("text", "", manifest="<manifest:encryption-data/>"),
        made.compound({"WordDocument": b"\xec\xa5\xc1\x00" + bytes(6) + b"\x00\x01" + bytes(2000)}),
        (OLD / "加密.ppt").read_bytes(),
        (OLD / "加密.xls").read_bytes(),
    ],
    ids=["ooxml", "odf", "doc", "ppt", "xls"],
)
def test_an_encrypted_file_says_so(content: bytes) -> None:
    found = read_here(content)
    assert (found.state, found.code) == (State.UNREAD, "I202")


@pytest.fixture(scope="session")
def converted(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """One document in every form that LibreOffice writes."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    assert program is not None, "LibreOffice is not installed: make test installs it"
    folder = tmp_path_factory.mktemp("office")
    table = word.table(word.row("姓名", "张样例"), word.row("单位", "样例厂"))
    deleted = '<w:del w:id="1" w:author="甲"><w:r><w:delText>删去的</w:delText></w:r></w:del>'
    body = word.paragraph("责令限期整改通知书 静人社〔2019〕12号", deleted) + table
    source = folder / "样例.docx"
    source.write_bytes(word.word_file(body, header=word.paragraph("页眉文字")))
    found = {}
    for form in ("doc", "rtf", "odt"):
        home = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        command = [program, home, "--headless", "--convert-to", form, "--outdir", str(folder)]
        subprocess.run([*command, str(source)], check=True, capture_output=True, timeout=120)
        found[form] = (folder / f"样例.{form}").read_bytes()
    return found


@pytest.mark.office
@pytest.mark.parametrize("form", ["doc", "rtf", "odt"])
def test_what_another_program_writes_reads_the_same(converted: dict[str, bytes], form: str) -> None:
    found = read_here(converted[form])
    assert found.state is State.READ
    lines = "\n".join(found.pages).replace(" ", "").split("\n")
    assert "责令限期整改通知书静人社〔2019〕12号" in lines
    assert {"页眉文字", "姓名\t张样例"} <= set(lines)
