"""Free fonts are made fit for PDF/A: same shapes, right ￥, made once, whole or not there."""

from __future__ import annotations

import gzip
import io
import subprocess
from pathlib import Path

import pytest
from fontTools.pens.boundsPen import BoundsPen
from fontTools.ttLib import TTFont, TTLibError

from doc_templates.fonts.making import (
    RECIPES,
    BadFontSourceError,
    NoFontSourceError,
    made_fonts,
    main,
    make_fonts,
)
from doc_templates.fonts.outlines import Naming, truetype
from tests.tools.small_fonts import small_font

SIGNS = "一二$¥"
NAMING = Naming("Small Song", "changed")


def cubic() -> bytes:
    return small_font("FandolSmall", SIGNS, cff=True, same={"￥": "$"})


def cubic_with(signs: str) -> bytes:
    return small_font("FandolSmall", signs, cff=True)


def opened(font: bytes) -> TTFont:
    return TTFont(io.BytesIO(font))


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "usr/share/fonts/fandol"
    folder.mkdir(parents=True)
    for recipe in RECIPES:
        (folder / recipe.file).write_bytes(cubic())
    (folder / "COPYING.gz").write_bytes(gzip.compress(b"licence"))
    return folder


def test_the_outlines_turn_quadratic_and_stay_where_they_were() -> None:
    before, after = opened(cubic()), opened(truetype(cubic(), NAMING))
    assert "glyf" in after
    assert "CFF " not in after
    for one, two in zip(before.getGlyphOrder(), after.getGlyphOrder(), strict=True):
        old, new = BoundsPen(None), BoundsPen(None)
        before.getGlyphSet()[one].draw(old)
        after.getGlyphSet()[two].draw(new)
        assert all(abs(a - b) <= 1 for a, b in zip(old.bounds, new.bounds, strict=True))
        assert before["hmtx"][one][0] == after["hmtx"][two][0]


def test_the_fullwidth_yen_takes_the_glyph_of_the_yen() -> None:
    table = opened(truetype(cubic(), NAMING)).getBestCmap()
    assert table[ord("￥")] == table[ord("¥")] != table[ord("$")]


def test_the_font_has_a_family_of_its_own_and_tells_of_the_change() -> None:
    names = opened(truetype(cubic(), NAMING))["name"]
    assert [names.getDebugName(n) for n in (1, 2, 4, 6, 10)] == [
        "Small Song", "Regular", "Small Song", "SmallSong", "changed",
    ]  # fmt: skip
    assert not any("Fandol" in str(record) for record in names.names)


def test_letters_and_digits_may_come_from_another_font() -> None:
    other = small_font("FandolOther", "一二三1", cff=True)
    plain, mixed = cubic_with("1"), truetype(cubic_with("1"), NAMING, other)
    heights = []
    for font in (truetype(plain, NAMING), mixed, truetype(other, NAMING)):
        each = opened(font)
        glyph = each["glyf"][each.getBestCmap()[ord("1")]]
        heights.append(glyph.yMax)
    assert heights[0] != heights[1] == heights[2]


def test_the_same_source_gives_the_same_bytes() -> None:
    assert truetype(cubic(), NAMING) == truetype(cubic(), NAMING)


def test_a_font_that_is_truetype_already_is_not_a_source() -> None:
    with pytest.raises(TTLibError):
        truetype(small_font("Small", SIGNS), NAMING)


def test_fonts_are_made_once_with_their_licence(source: Path, tmp_path: Path) -> None:
    folder = tmp_path / "字体"
    made = make_fonts(folder, source)
    assert list(made) == [recipe.family for recipe in RECIPES]
    assert (folder / "Fandol-COPYING.txt").read_bytes() == b"licence"
    assert "GPL version 3" in (folder / "Fandol-README.txt").read_text("utf-8")
    assert make_fonts(folder, tmp_path / "没有") == made


def test_a_lost_font_is_made_again_and_an_earlier_recipe_goes(source: Path, tmp_path: Path) -> None:
    folder = tmp_path / "字体"
    made = make_fonts(folder, source)
    lost = made["Fandol Kai"]
    lost.unlink()
    (folder / "FandolKai-r0-0123456789abcdef.ttf").write_bytes(b"old")
    assert "Fandol Kai" not in made_fonts(folder)
    assert make_fonts(folder, source) == made
    assert [path.name for path in folder.glob("FandolKai*")] == [lost.name]


def test_a_debian_package_is_read_without_being_installed(source: Path, tmp_path: Path) -> None:
    tree = tmp_path / "包"
    (tree / "DEBIAN").mkdir(parents=True)
    control = (
        "Package: fandol\nVersion: 1\nArchitecture: all\nMaintainer: a <a@b>\nDescription: x\n"
    )
    (tree / "DEBIAN/control").write_text(control)
    source.parents[2].rename(tree / "usr")
    package = tmp_path / "字体.deb"
    subprocess.run(["dpkg-deb", "-b", str(tree), str(package)], check=True, capture_output=True)
    assert len(make_fonts(tmp_path / "成品", package)) == len(RECIPES)


@pytest.mark.parametrize("spoilt", ["empty", "text", "truetype"])
def test_what_holds_no_such_fonts_is_refused_and_nothing_is_left(
    source: Path, tmp_path: Path, spoilt: str
) -> None:
    given = source
    for recipe in RECIPES:
        if spoilt == "empty":
            (source / recipe.file).unlink()
        else:
            (source / recipe.file).write_bytes(small_font("Small", SIGNS))
    if spoilt == "text":
        given = tmp_path / "不是包.deb"
        given.write_text("no package")
    with pytest.raises(BadFontSourceError):
        make_fonts(tmp_path / "成品", given)
    assert not list((tmp_path / "成品").glob("*.ttf"))


def test_without_apt_the_missing_package_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("JIANGDANG_FONTS", str(tmp_path / "字体"))
    with pytest.raises(NoFontSourceError):
        make_fonts(tmp_path / "字体")
    assert main([]) == 7
    assert "texlive-lang-chinese" in capsys.readouterr().err


def test_set_up_says_what_it_made_and_then_is_silent(
    source: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("JIANGDANG_FONTS", str(tmp_path / "字体"))
    assert main([str(source)]) == 0
    assert "Fandol Fang" in capsys.readouterr().err
    assert main([]) == 0
    assert capsys.readouterr().err == ""
    assert list((tmp_path / "字体" / "characters").glob("*.json"))
