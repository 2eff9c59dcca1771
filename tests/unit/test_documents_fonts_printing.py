"""What LibreOffice really prints: the right faces, embedded, every character with its shape."""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
from pypdf import PdfReader

from acts.papers.print_quality import UndrawnCharactersError, font_uses, print_facts
from doc_templates.conversion import Soffice
from doc_templates.fonts.families import FAMILIES, fonts_here
from doc_templates.fonts.usage import font_use
from doc_templates.kit.page import Page, docx_bytes
from doc_templates.kit.wordml import para
from doc_templates.lint.measuring import measure
from doc_templates.validation import pdfa_findings
from tests.tools.small_fonts import renamed, word_file

pytestmark = [pytest.mark.office, pytest.mark.xdist_group("fonts")]

NAMES = {key: names[0] for key, (names, _) in FAMILIES.items()}
RARE = "䶮㛃堃喆赟昇祎"
TEXT = f"资助项目{RARE}￥$¥〔〕□■2019"


@pytest.fixture(scope="module")
def docx() -> bytes:
    return word_file(dict.fromkeys(NAMES.values(), TEXT))


@pytest.fixture(scope="module")
def pdf(docx: bytes) -> bytes:
    return Soffice.find().convert({"各字体": docx})["各字体"]


def fonts_of(pdf: bytes) -> list[tuple[str, dict[str, set[str]]]]:
    """Each line's text, and its characters by the font that draws them."""
    found = []
    for sheet in measure(pdf, "各字体").sheets:
        for line in sheet.lines:
            drawn = defaultdict(set)
            for glyph in line.glyphs:
                drawn[glyph.font].add(glyph.sign)
            found.append((line.text, drawn))
    return found


def embedded(pdf: bytes) -> Iterator[tuple[str, bool]]:
    """Every font of a PDF, and whether its TrueType program is inside."""
    for page in PdfReader(io.BytesIO(pdf)).pages:
        for font in page["/Resources"]["/Font"].get_object().values():
            font = font.get_object()
            last = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
            yield str(font["/BaseFont"]), "/FontFile2" in last["/FontDescriptor"].get_object()


def ink(pdf: bytes, sign: str, number: int = 0) -> bytes:
    """How one printed sign looks: the pixels around its ink, as often as the page prints it."""
    with pypdfium2.PdfDocument(pdf) as document:
        page = document[0]
        text = page.get_textpage()
        places = [i for i in range(text.count_chars()) if text.get_text_range(i, 1) == sign]
        left, bottom, right, top = text.get_charbox(places[number])
        size = page.get_size()
        crop = (left, bottom, size[0] - right, size[1] - top)
        picture = page.render(scale=8, crop=crop, grayscale=True)
        pixels = bytes(picture.buffer)
        text.close()
        page.close()
    return pixels


def test_every_official_family_is_set_in_the_face_that_is_said_to_stand_in(
    docx: bytes, pdf: bytes
) -> None:
    here = fonts_here()
    wanted = {here.usable[each.used].postscript for each in here.substitutions}
    lines = [fonts for _, fonts in fonts_of(pdf)]
    assert {font for line in lines for font, signs in line.items() if "资" in signs} == wanted
    said = font_use(docx).stand_ins
    assert said == {each.official: each.used for each in here.substitutions if each.is_substitute}


def test_every_font_inside_is_truetype_and_the_paper_is_valid(pdf: bytes) -> None:
    assert all(inside for _, inside in embedded(pdf))
    assert pdfa_findings(pdf) == ()


def test_a_full_page_holds_22_lines_of_28_characters() -> None:
    body = para("项" * (28 * 22 * 2), style="Flush")
    (made,) = Soffice.find().convert({"满页": docx_bytes(Page("满页", body))}).values()
    first = measure(made, "满页").sheets[0]
    full = [line.text for line in first.lines if set(line.text) == {"项"}]
    assert (len(full), {len(line) for line in full}) == (22, {28})


def test_rare_names_are_drawn_and_read_back_in_every_family(docx: bytes, pdf: bytes) -> None:
    refused = {sign for _, sign in font_use(docx).undrawn}
    rare = [sign for sign in RARE if sign not in refused]
    assert [text for text, _ in fonts_of(pdf)] == [TEXT] * len(NAMES)
    for number in range(len(NAMES)):
        looks = {sign: ink(pdf, sign, number) for sign in rare}
        assert len(set(looks.values())) == len(rare)
        assert all(min(look) < 128 for look in looks.values())


def test_the_yen_prints_as_a_yen_in_every_family(pdf: bytes) -> None:
    for number in range(len(NAMES)):
        assert ink(pdf, "￥", number) != ink(pdf, "$", number)


def test_the_record_says_which_font_drew_the_rare_characters(docx: bytes, pdf: bytes) -> None:
    facts = print_facts(font_use(docx), pdf)
    drawn = dict(pair.split("→") for pair in facts["fallback_fonts"])
    seen = defaultdict(set)
    for _, line in fonts_of(pdf):
        for font, signs in line.items():
            for sign in signs:
                seen[sign].add(font)
    assert set(drawn) <= set(TEXT)
    assert {sign: set(fonts.split("、")) for sign, fonts in drawn.items()} == {
        sign: seen[sign] for sign in drawn
    }


def test_without_the_made_fonts_papers_are_valid_all_the_same(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("JIANGDANG_FONTS", str(tmp_path))
    name = NAMES["仿宋"]
    given = word_file({name: "资助项目堃￥"})
    (made,) = Soffice.find().convert({"通知": given}).values()
    assert pdfa_findings(made) == ()
    facts = print_facts(font_use(given), made)
    assert facts["substituted_fonts"] == ("仿宋→AR PL UMing CN",)


def test_a_name_that_the_stand_in_leaves_blank_is_refused_before_printing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("JIANGDANG_FONTS", str(tmp_path))
    used = {each.official: each.used for each in fonts_here().substitutions}
    assert "䶮" in fonts_here().characters(used["楷体"]).blank, "set-up brings a 楷体 that lacks it"
    with pytest.raises(UndrawnCharactersError, match="空白"):
        font_uses({"证书": word_file({NAMES["楷体"]: "样䶮"})})
    font_uses({"证书": word_file({NAMES["仿宋"]: "样䶮"})})


def test_an_installed_official_font_is_printed_with_and_a_locked_one_is_not(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    own = tmp_path / "本局字体"
    own.mkdir()
    real = fonts_here().usable[fonts_here().used_for("楷体")]
    (own / "a.ttf").write_bytes(renamed(real, "FangSong"))
    (own / "b.ttf").write_bytes(renamed(real, "SimHei", rights=2))
    monkeypatch.setenv("JIANGDANG_FONTS", str(own))
    given = word_file({"仿宋_GB2312": "资助", "黑体": "项目", "SimHei": "项目"})
    (made,) = Soffice.find().convert({"通知": given}).values()
    faces = [set(fonts) for _, fonts in fonts_of(made)]
    assert faces[0] == {"FangSong"}
    assert faces[1] == faces[2] == {fonts_here().usable[fonts_here().used_for("黑体")].postscript}
    assert "仿宋" not in font_use(given).stand_ins
