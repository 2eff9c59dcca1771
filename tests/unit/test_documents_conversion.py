import io
import time
from pathlib import Path

import pytest
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from pypdf import PdfReader

from doc_templates.checkup import check_up
from doc_templates.conversion import ConversionFailedError, Soffice, SofficeMissingError
from doc_templates.conversion_cache import ConversionCache
from doc_templates.fonts.families import fonts_here, missing_characters, substitutions
from doc_templates.packing import pack, unpack
from doc_templates.validation import pdfa_findings


def docx(text: str) -> bytes:
    document = Document()
    run = document.add_paragraph().add_run(text)
    run.font.name = "仿宋_GB2312"
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "仿宋_GB2312")
    for kind in ("bookmarkStart", "bookmarkEnd"):
        mark = OxmlElement(f"w:{kind}")
        mark.set(qn("w:id"), "1")
        if kind == "bookmarkStart":
            mark.set(qn("w:name"), "stamp1")
        document.paragraphs[0]._p.append(mark)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def script(folder: Path, body: str) -> Path:
    path = folder / "假 soffice"
    path.write_text(f'#!/bin/sh\ncase "$*" in *--version*) echo fake;; *) {body};; esac\n')
    path.chmod(0o755)
    return path


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "缓存 夹"
    monkeypatch.setenv("JIANGDANG_CACHE", str(folder))
    return folder


def is_gone(stat: Path) -> bool:
    try:
        return stat.read_text().split()[2] == "Z"
    except OSError:
        return True


@pytest.mark.office
def test_word_becomes_a_valid_pdfa_with_its_anchors_and_is_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("HOME", raising=False)
    steps: list[tuple[int, int]] = []
    good = docx("资助项目通知")
    torn = pack(unpack(good, "") | {"word/document.xml": b"<w:document>"})
    documents = {"通知 一": good, "坏": b"PK not a document", "断": good[:-300], "破": torn}
    with pytest.raises(ConversionFailedError) as caught:
        Soffice.find().convert(documents)
    assert caught.value.facts["names"] == "坏、断、破"
    made = Soffice.find().convert(
        {"通知 一": documents["通知 一"]}, lambda *done: steps.append(done)
    )
    assert steps == [(1, 1)]  # kept from the batch that failed as a whole
    assert pdfa_findings(made["通知 一"]) == ()
    reader = PdfReader(io.BytesIO(made["通知 一"]))
    assert "/stamp1" in reader.named_destinations
    assert "资助项目通知" in reader.pages[0].extract_text()


def test_no_libreoffice_is_said_with_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JIANGDANG_SOFFICE", "/nowhere/soffice")
    with pytest.raises(SofficeMissingError, match="apt install libreoffice-writer"):
        Soffice.find()
    assert [each.name for each in check_up() if not each.ok] == ["LibreOffice"]


def test_a_program_that_hangs_is_ended_with_its_children(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = f'sleep 60 & echo $! > "{tmp_path}/child"; wait'
    monkeypatch.setenv("JIANGDANG_SOFFICE", str(script(tmp_path, body)))
    begun = time.monotonic()
    with pytest.raises(ConversionFailedError, match="甲"):
        Soffice.find().convert({"甲": docx("甲")}, timeout=3)
    assert time.monotonic() - begun < 30
    child = Path("/proc") / (tmp_path / "child").read_text().strip() / "stat"
    while not is_gone(child):
        assert time.monotonic() - begun < 30
        time.sleep(0.1)


def test_success_without_output_is_a_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JIANGDANG_SOFFICE", str(script(tmp_path, "exit 0")))
    with pytest.raises(ConversionFailedError) as caught:
        Soffice.find().convert({"甲": docx("甲"), "乙": docx("乙")})
    assert caught.value.facts["names"] == "甲、乙"


def test_a_spoilt_pdf_in_the_cache_is_not_used(cache: Path) -> None:
    store = ConversionCache("tool")
    store.keep(b"docx", b"%PDF-1.7 whole")
    assert store.find(b"docx") == b"%PDF-1.7 whole"
    assert ConversionCache("other tool").find(b"docx") is None
    (kept,) = (cache / "pdf").glob("*.pdf")
    kept.write_bytes(kept.read_bytes()[:-1])
    assert store.find(b"docx") is None


def test_bytes_that_are_no_pdf_are_a_finding() -> None:
    assert [each.code for each in pdfa_findings(b"no pdf")] == ["D401"]


def test_characters_without_a_glyph_are_named() -> None:
    assert missing_characters({"案.姓名": "样甲\U000f0000"}) == {"案.姓名": ("\U000f0000",)}
    assert missing_characters({"案.姓名": "样甲〔2019〕①☑□"}) == {}


def test_each_official_family_has_a_stand_in_with_common_characters() -> None:
    for each in substitutions():
        assert each.used
        assert fonts_here().covers(each.used, "资助项目上海市静安区〔〕０１2019")


def test_the_cache_folder_is_made_where_it_is_named(cache: Path) -> None:
    ConversionCache("tool").keep(b"a", b"b")
    assert [each.name for each in cache.iterdir()] == ["pdf"]
