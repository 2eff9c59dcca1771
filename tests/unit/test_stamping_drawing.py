"""Sample stamps are round, red, of legal size, and always say 样章."""

from __future__ import annotations

import pytest

from cases.errors import Kind
from doc_templates.stamping.pictures import drawing, lettering
from doc_templates.stamping.pictures.drawing import (
    StampKindError,
    StampSizeError,
    StampTextError,
    draw_sample,
)
from doc_templates.stamping.pictures.geometry import box_of
from doc_templates.stamping.pictures.lettering import (
    StampCharacterMissingError,
    StampFontMissingError,
    glyph,
)

OWNER = "样例区人力资源和社会保障局"


def test_a_seal_is_42_mm_wide_by_default_and_stays_inside_its_box() -> None:
    seal = draw_sample(OWNER)
    left, bottom, right, top = box_of(seal.shapes)
    assert (seal.width_mm, seal.height_mm) == (42, 42)
    assert min(left, bottom) >= 0.5
    assert max(right, top) <= 41.5


@pytest.mark.parametrize("size", [45.1, 60, 29, 0, -42, float("nan")])
def test_a_seal_beyond_the_legal_sizes_is_refused(size: float) -> None:
    with pytest.raises(StampSizeError, match="45 毫米"):
        draw_sample(OWNER, diameter_mm=size)


@pytest.mark.parametrize("kind", drawing.KINDS)
def test_every_kind_carries_the_sample_mark_as_its_last_two_characters(kind: str) -> None:
    drawn = draw_sample("样某", kind)
    marks = drawn.shapes[-2:]
    shapes_of = [tuple(name for name, _ in shape.segments) for shape in marks]
    text = "样签" if kind == drawing.SIGNATURE else "样章"
    assert shapes_of == [tuple(name for name, _ in glyph(char, "宋体")) for char in text]
    assert text in drawn.title


def test_the_ring_and_the_star_have_the_customary_measures() -> None:
    ring, star = draw_sample(OWNER).shapes[:2]
    left, _, right, _ = box_of([ring])
    assert right - left + ring.line_mm == pytest.approx(42)
    assert 1.0 <= ring.line_mm <= 1.2
    _, bottom, _, top = box_of([star])
    assert 11 < top - bottom < 14
    assert len(star.segments) == 11


def test_the_name_runs_clockwise_from_left_to_right() -> None:
    letters = draw_sample(OWNER).shapes[2 : 2 + len(OWNER)]
    middles = [(box[0] + box[2]) / 2 for box in (box_of([letter]) for letter in letters)]
    top_half = middles[3:-3]
    assert top_half == sorted(top_half)


def test_letters_on_the_ring_do_not_touch_each_other_for_long_names() -> None:
    name = "上海样例先进装备智能制造与服务技术研究发展有限责任公司"
    letters = draw_sample(name).shapes[2 : 2 + len(name)]
    top_pair = letters[len(name) // 2 - 1 : len(name) // 2 + 1]
    first, second = (box_of([letter]) for letter in top_pair)
    assert first[2] < second[0] + 0.4


def test_svg_and_pdf_show_the_same_paths_in_true_size() -> None:
    seal = draw_sample(OWNER)
    assert seal.svg.startswith('<svg xmlns="http://www.w3.org/2000/svg" width="42mm" height="42mm"')
    assert seal.svg.count("<path") == len(seal.shapes)
    assert seal.operators.count(b"\nB") + seal.operators.count(b"\nf") + seal.operators.count(
        b"\nS"
    ) == len(seal.shapes)
    assert len(seal.operators) < 100_000


def test_a_drawing_is_made_once() -> None:
    assert draw_sample(OWNER) is draw_sample(OWNER)


@pytest.mark.parametrize("owner", ["", "  ", "样" * 31])
def test_an_empty_or_endless_name_is_refused(owner: str) -> None:
    with pytest.raises(StampTextError):
        draw_sample(owner)


def test_an_unknown_kind_is_refused_with_the_known_ones() -> None:
    with pytest.raises(StampKindError, match="合同专用章"):
        draw_sample(OWNER, "国玺")


def test_a_character_no_font_has_is_named() -> None:
    with pytest.raises(StampCharacterMissingError, match="\U0001f600"):
        draw_sample("样例\U0001f600公司")


def test_a_machine_without_the_fonts_is_told_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    monkeypatch.setattr(lettering, "_FONT_FOLDERS", ())
    with pytest.raises(StampFontMissingError, match="fonts-arphic") as caught:
        lettering.font_files.__wrapped__("宋体")
    assert caught.value.kind is Kind.TOOL_MISSING
