"""Official fonts where they are, stand-ins said aloud where not, and every character drawn."""

from __future__ import annotations

from pathlib import Path

import pytest

from acts.papers.print_quality import UndrawnCharactersError, font_uses, font_warnings, print_facts
from acts.papers.records import DocumentRecord, decode_record
from doc_templates.checkup import check_up
from doc_templates.fonts.characters import characters_of
from doc_templates.fonts.configuration import fontconfig_text
from doc_templates.fonts.faces import faces_in
from doc_templates.fonts.families import FontSet, fonts_here, missing_characters
from doc_templates.fonts.usage import font_use
from tests.tools.small_fonts import small_font, word_file

TEXT = "资助项目"


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("JIANGDANG_CACHE", str(tmp_path / "缓存"))
    return tmp_path / "缓存"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "字体"
    made.mkdir()
    return made


def keep(folder: Path, name: str, font: bytes) -> None:
    (folder / name).write_bytes(font)


def used(fonts: FontSet) -> dict[str, str]:
    return {each.official: each.used for each in fonts.substitutions}


def doctor(name: str, *folders: Path) -> str:
    looked = check_up(FontSet(folders) if folders else None)
    return next(f"{each.detail} {each.remedy}" for each in looked if each.name == name)


def test_an_official_font_is_used_where_it_is_installed(folder: Path) -> None:
    keep(folder, "a.ttf", small_font("Fandol Fang", TEXT))
    keep(folder, "b.ttf", small_font("仿宋_GB2312", TEXT))
    fonts = FontSet((folder,))
    (body,) = [each for each in fonts.substitutions if each.official == "仿宋"]
    assert (body.used, body.is_substitute) == ("仿宋_GB2312", False)
    assert font_use(word_file({"仿宋_GB2312": TEXT}), fonts).stand_ins == {}


def test_the_best_stand_in_is_used_and_named_only_where_the_paper_asks(folder: Path) -> None:
    keep(folder, "a.ttf", small_font("AR PL UMing CN", TEXT))
    keep(folder, "b.ttf", small_font("Fandol Fang", TEXT))
    fonts = FontSet((folder,))
    assert used(fonts) == {
        "仿宋": "Fandol Fang", "楷体": "", "黑体": "", "宋体": "AR PL UMing CN",
        "小标宋": "AR PL UMing CN",
    }  # fmt: skip
    asked = word_file({"仿宋_GB2312": TEXT, "华文中宋": TEXT, "没有这种字体": TEXT})
    assert font_use(asked, fonts).stand_ins == {
        "仿宋": "Fandol Fang", "小标宋": "AR PL UMing CN", "没有这种字体": "AR PL UMing CN",
    }  # fmt: skip


def test_an_official_font_with_cff_outlines_is_not_used_and_doctor_says_so(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(folder, "a.otf", small_font("方正小标宋简体", TEXT, cff=True))
    assert used(FontSet((folder,)))["小标宋"] == ""
    monkeypatch.setenv("JIANGDANG_FONTS", str(folder))
    said = doctor("字体 小标宋")
    assert "方正小标宋简体 是 OpenType（CFF）字体" in said


def test_an_official_font_that_may_not_be_embedded_is_not_used_and_doctor_says_so(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(folder, "a.ttf", small_font("黑体", TEXT, rights=2))
    keep(folder, "b.ttf", small_font("宋体", TEXT, rights=2 | 8))
    assert used(FontSet((folder,)))["黑体"] == ""
    assert used(FontSet((folder,)))["宋体"] == "宋体"
    monkeypatch.setenv("JIANGDANG_FONTS", str(folder))
    assert "授权位不许嵌入" in doctor("字体 黑体")


def test_doctor_says_how_to_get_better_stand_ins(folder: Path) -> None:
    assert "fonts-arphic-uming" in doctor("字体 仿宋", folder / "没有")
    keep(folder, "a.ttf", small_font("AR PL UMing CN", TEXT))
    assert "AR PL UMing CN 代替 联网再运行 make setup" in doctor("字体 仿宋", folder)


def test_with_the_best_stand_in_doctor_asks_for_the_official_font_only(folder: Path) -> None:
    keep(folder, "a.ttf", small_font("Fandol Fang", TEXT))
    said = doctor("字体 仿宋", folder)
    assert "安装正版仿宋" in said
    assert "make setup" not in said


def test_doctor_names_the_rare_characters_that_no_font_draws(folder: Path) -> None:
    keep(folder, "a.ttf", small_font("Fandol Fang", TEXT + "䶮㛃堃喆赟昇"))
    said = doctor("生僻字", folder)
    assert "印不出 祎、𠮷" in said
    assert "fonts-babelstone-han" in said


def test_the_regular_face_speaks_for_its_family(folder: Path) -> None:
    keep(folder, "a.ttf", small_font("黑体", "甲", style="Bold"))
    keep(folder, "b.ttf", small_font("黑体", TEXT))
    assert FontSet((folder,)).covers("黑体", TEXT)


def test_a_broken_font_file_is_as_good_as_none(folder: Path) -> None:
    whole = small_font("黑体", TEXT)
    keep(folder, "a.ttf", whole[:60])
    keep(folder, "b.ttf", b"no font")
    keep(folder, "c.ttc", whole)
    keep(folder, "d.ttf", whole.replace(b"cmap", b"cmaq"))
    fonts = FontSet((folder,))
    assert not fonts.covers("黑体", TEXT)


def test_a_rare_character_is_drawn_by_the_next_font_that_has_it(folder: Path) -> None:
    keep(folder, "a.ttf", small_font("Fandol Fang", TEXT))
    keep(folder, "b.ttf", small_font("BabelStone Han", "𠮷"))
    keep(folder, "c.ttf", small_font("本局造字", "㛃"))
    fonts = FontSet((folder,))
    use = font_use(word_file({"仿宋_GB2312": TEXT + "𠮷㛃"}), fonts)
    assert use.rare == {"𠮷": "BabelStone Han", "㛃": "本局造字"}
    assert use.undrawn == ()
    assert fonts.missing("资𠮷㛃喆喆") == ("喆",)


def test_a_blank_glyph_is_no_glyph(folder: Path) -> None:
    keep(folder, "a.ttf", small_font("AR PL UKai CN", TEXT, blank="䶮 "))
    keep(folder, "b.ttf", small_font("AR PL UMing CN", TEXT + "䶮"))
    fonts = FontSet((folder,))
    assert fonts.characters("AR PL UKai CN").blank == {"䶮"}
    assert fonts.drawn_by("䶮", "楷体") == "AR PL UMing CN"
    assert "<int>19886</int>" in fontconfig_text(fonts)
    use = font_use(word_file({"楷体_GB2312": "䶮", "宋体": "䶮"}), fonts)
    assert use.undrawn == (("楷体_GB2312", "䶮"),)


def test_a_paper_with_characters_nobody_draws_is_refused_by_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with pytest.raises(UndrawnCharactersError) as caught:
        font_uses({"通知": word_file({"仿宋_GB2312": "样甲\U000f0000"})})
    (finding,) = caught.value.findings
    assert finding.place.file == "通知"
    assert "U+F0000" in finding.message
    assert missing_characters({"案.姓名": "样甲\U000f0000"}) == {"案.姓名": ("\U000f0000",)}


def test_without_any_font_nothing_is_said_to_be_missing(folder: Path) -> None:
    fonts = FontSet((folder,))
    assert fonts.missing("样甲") == ()
    assert font_use(word_file({"仿宋_GB2312": TEXT}), fonts) == font_use(word_file({}), fonts)


def test_what_a_font_draws_is_remembered_and_read_anew_when_spoilt(
    folder: Path, cache: Path
) -> None:
    keep(folder, "a.ttf", small_font("黑体", TEXT))
    (face,) = faces_in((folder,))
    assert characters_of(face).drawn == {*TEXT}
    (kept,) = (cache / "characters").glob("*.json")
    kept.write_text("[1")
    characters_of.cache_clear()
    assert characters_of(face).drawn == {*TEXT}


def test_one_run_says_once_what_stood_in_for_what() -> None:
    facts = print_facts(font_use(word_file({"仿宋_GB2312": TEXT + "☑"})), None)
    plain = {"kind": "a", "title": "a", "number": "", "step": "", "dated": "", "docx": "a.docx"}
    record = DocumentRecord(**plain, pdf="", sha256="", pages=0, **facts)
    rare = DocumentRecord(**plain, pdf="", sha256="", pages=0, fallback_fonts=("䶮→UMingCN",))
    codes = [each.code for each in font_warnings([record, record, rare])]
    expected = ["W690"] if record.substituted_fonts else []
    assert codes == [*expected, "W691"]
    assert decode_record(rare.encode()) == rare


def test_every_official_family_draws_the_common_characters_here() -> None:
    here = fonts_here()
    for each in here.substitutions:
        assert here.covers(each.used, "资助项目上海市静安区〔〕０１2019￥¥□■")
