"""Word files from outside: each trick is refused by its own name."""

from __future__ import annotations

import io
import struct
import time
import zipfile
from importlib.resources import files
from pathlib import Path

import pytest
from docx import Document

from doc_templates.packing import NotWordFileError, TemplateTooLargeError
from doc_templates.word_intake import (
    StrictWordFileError,
    UnsafeWordFileError,
    check_word_file,
    open_word_file,
)
from doc_templates.word_zip import EncryptedWordFileError, OldWordFileError
from tests.fixtures import wild_word as word

PLAIN = word.paragraph("正文")
SHIPPED = sorted(
    Path(str(entry)) for entry in files("doc_templates").joinpath("templates").iterdir()
)


def codes(content: bytes) -> set[str]:
    return {found.code for found in check_word_file(content, "来件.docx")}


def with_relation(sort: str, target: str, *, external: bool = True) -> bytes:
    return word.word_file(PLAIN, relations=(word.relation(5, sort, target, external=external),))


def test_a_plain_file_is_taken_in() -> None:
    assert check_word_file(word.word_file(PLAIN), "来件.docx") == ()
    assert "word/document.xml" in open_word_file(word.word_file(PLAIN), "来件.docx")


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
def test_every_shipped_template_is_taken_in_as_it_is(path: Path) -> None:
    with zipfile.ZipFile(path) as package:
        members = {name: package.read(name) for name in package.namelist()}
    assert open_word_file(path.read_bytes(), path.name) == members


@pytest.mark.parametrize(
    ("extra", "code"),
    [
        ({"word/vbaProject.bin": b"macro"}, "D250"),
        ({"word/vbaData.xml": "<a/>"}, "D250"),
        ({"word/embeddings/oleObject1.bin": b"object"}, "D252"),
        ({"word/activeX/activeX1.xml": "<a/>"}, "D252"),
        ({"word/media/image1.png": b"PK\x03\x04 nested"}, "D252"),
        ({"word/settings.xml": "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"}, "D254"),
        ({"customXml/item1.xml": '<!DOCTYPE a SYSTEM "file:///x"><a/>'}, "D254"),
        ({"word/settings.xml": "<!DOCTYPE a><a/>".encode("utf-16")}, "D254"),
        ({"word/data.bin": "\n<!DOCTYPE a><a/>"}, "D254"),
        ({"word/data.bin": "<!DOCTYPE a><a/>".encode("utf-16")}, "D254"),
        ({"word/odd.dat": word.part("hdr", word.paragraph(word.field("DDE x", "甲")))}, "D253"),
        ({"word/settings.xml": word.part("settings", "<w:mailMerge/>")}, "D251"),
        ({"word/media/a.svg": '<svg><image href="file:///etc/passwd"/></svg>'}, "D251"),
        ({"word/settings.xml": '<?xml version="1.0" encoding="utf-7"?><a/>'}, "D259"),
        ({"word/settings.xml": "<a>" * 400 + "</a>" * 400}, "D259"),
        ({"word/settings.xml": "<a><b></a>"}, "D259"),
        ({"word/settings.xml": f"<a>{''.join(f'<b{n}/>' for n in range(510_000))}</a>"}, "D259"),
        ({"../../etc/cron.d/x": b""}, "D255"),
        ({"/etc/passwd": b""}, "D255"),
        ({"C:/x": b""}, "D255"),
        ({"word\\..\\x": b""}, "D255"),
        ({"WORD/document.XML": b""}, "D256"),
    ],
)  # fmt: skip
def test_a_hostile_member_is_named(extra: dict[str, str | bytes], code: str) -> None:
    assert code in codes(word.word_file(PLAIN, extra=extra))


@pytest.mark.parametrize(
    ("sort", "target", "code"),
    [
        ("attachedTemplate", "file:///C:/x/Normal.dotm", "D251"),
        ("image", "http://example.invalid/track.png", "D251"),
        ("oleObject", "file:///x.xls", "D251"),
        ("subDocument", "http://example.invalid/x.docx", "D251"),
        ("mailMergeSource", "file:///x.csv", "D251"),
        ("hyperlink", "file:////server/share", "D251"),
        ("hyperlink", "javascript:alert(1)", "D251"),
    ],
)
def test_a_link_out_of_the_file_is_named(sort: str, target: str, code: str) -> None:
    assert codes(with_relation(sort, target)) == {code}


@pytest.mark.parametrize("sort", ["aFChunk", "oleObject", "package", "control"])
def test_an_inner_object_is_named(sort: str) -> None:
    assert codes(with_relation(sort, "part.bin", external=False)) == {"D252"}


def test_a_target_with_a_scheme_is_a_link_even_when_it_denies_it() -> None:
    content = with_relation("image", "http://example.invalid/x.png", external=False)
    assert codes(content) == {"D251"}


@pytest.mark.parametrize("target", ["https://example.invalid/", "mailto:a@example.invalid"])
def test_a_plain_hyperlink_is_no_fault(target: str) -> None:
    assert codes(with_relation("hyperlink", target)) == set()


@pytest.mark.parametrize(
    "code", ["INCLUDETEXT x.docx", "INCLUDEPICTURE http://x", "DDEAUTO c:\\\\cmd.exe x", "DDE a b",
             "LINK Excel.Sheet.12 x", "DATABASE", "MACROBUTTON x y", "IMPORT x", "RD x"],
)  # fmt: skip
def test_a_field_that_reads_or_runs_is_named_with_its_place(code: str) -> None:
    body = PLAIN + word.paragraph(word.field(code, "结果"))
    (found,) = check_word_file(word.word_file(body), "来件.docx")
    assert (found.code, found.place.key) == ("D253", "第2段")
    assert code.split()[0] in found.message


def test_a_field_code_split_over_runs_is_still_read() -> None:
    split = (
        word.field("DDE", "x")
        .replace("</w:instrText>", "</w:instrText></w:r><w:r><w:instrText>AUTO cmd</w:instrText>")
        .replace(" DDE ", "DDE")
    )
    assert codes(word.word_file(word.paragraph(split))) == {"D253"}


def test_a_simple_field_that_reads_is_named() -> None:
    body = '<w:p><w:fldSimple w:instr=" INCLUDETEXT x "><w:r><w:t>x</w:t></w:r></w:fldSimple></w:p>'
    assert codes(word.word_file(body)) == {"D253"}


@pytest.mark.parametrize("code", ["PAGE \\* MERGEFORMAT", "NUMPAGES", "= 1+1", "HYPERLINK \\l x"])
def test_a_field_that_only_counts_is_no_fault(code: str) -> None:
    assert codes(word.word_file(word.paragraph(word.field(code, "1")))) == set()


def test_a_picture_linked_in_old_drawing_is_named() -> None:
    shape = '<v:shape><v:imagedata o:href="http://x.invalid/a.png"/></v:shape>'
    body = f"<w:p><w:r><w:pict>{shape}</w:pict></w:r></w:p>"
    assert codes(word.word_file(body)) == {"D251"}


def test_a_file_of_the_macro_type_is_refused() -> None:
    kind = "application/vnd.ms-word.document.macroEnabled.main+xml"
    assert codes(word.word_file(PLAIN, main_type=kind)) == {"D250"}


def test_two_members_of_one_name_are_refused() -> None:
    target = io.BytesIO(word.word_file(PLAIN))
    with zipfile.ZipFile(target, "a") as package, pytest.warns(UserWarning, match="Duplicate"):
        package.writestr("word/document.xml", "<a/>")
    assert codes(target.getvalue()) == {"D256"}


def test_a_member_with_a_password_is_refused() -> None:
    content = bytearray(word.word_file(PLAIN))
    at = content.rfind(b"PK\x01\x02")
    content[at + 8] |= 1
    assert codes(bytes(content)) == {"D256"}


def test_members_that_share_their_bytes_are_refused() -> None:
    content = bytearray(word.word_file(PLAIN, extra={"a.bin": b"a" * 99, "b.bin": b"b" * 99}))
    first = content.find(b"PK\x03\x04")
    at = content.rfind(b"PK\x01\x02")
    content[at + 42 : at + 46] = struct.pack("<L", first)
    assert "D257" in codes(bytes(content))


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name in range(5):
            package.writestr(f"word/{name}.xml", b"\0" * 20_000_000)
    began = time.perf_counter()
    found = check_word_file(target.getvalue(), "来件.docx")
    assert {each.code for each in found} == {"D258"}
    assert any("100MB" in each.message for each in found)
    assert any("倍" in each.message for each in found)
    assert time.perf_counter() - began < 0.5


def test_too_many_members_are_refused() -> None:
    assert codes(word.word_file(PLAIN, extra={f"x{n}.bin": b"" for n in range(600)})) == {"D258"}


def test_an_entity_bomb_is_refused_within_a_second() -> None:
    bomb = '<!DOCTYPE a [<!ENTITY a0 "ha">' + "".join(
        f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12)
    )
    began = time.perf_counter()
    assert codes(word.word_file(PLAIN, extra={"word/x.xml": f"{bomb}]><a>&a11;</a>"})) == {"D254"}
    assert time.perf_counter() - began < 1


def test_an_encrypted_file_says_so() -> None:
    content = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")
    with pytest.raises(EncryptedWordFileError, match="密码"):
        open_word_file(content, "来件.docx")
    assert codes(content) == {"D115"}


def test_an_old_word_file_says_so() -> None:
    with pytest.raises(OldWordFileError, match="另存为"):
        open_word_file(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 Word", "来件.doc")


def test_a_strict_file_says_so() -> None:
    strict = "http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument"
    parts = word.members(PLAIN)
    parts["_rels/.rels"] = word.relationships(word.relation(1, strict, "word/document.xml"))
    with pytest.raises(StrictWordFileError, match="Strict"):
        open_word_file(word.zipped(parts), "来件.docx")


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"PK\x03\x04", b"PK\x05\x06" + b"\0" * 18])
def test_something_else_is_not_word(content: bytes) -> None:
    with pytest.raises(NotWordFileError):
        open_word_file(content, "来件.docx")


def test_a_zip_that_is_no_document_is_not_word() -> None:
    parts = word.members(PLAIN)
    for name in ("[Content_Types].xml", "_rels/.rels", "word/document.xml"):
        lacking = {key: value for key, value in parts.items() if key != name}
        with pytest.raises(NotWordFileError):
            open_word_file(word.zipped(lacking), "来件.docx")


def test_a_file_over_the_size_is_too_large() -> None:
    with pytest.raises(TemplateTooLargeError):
        open_word_file(b"PK\x03\x04" + b"\0" * 10_000_001, "来件.docx")


def test_all_faults_are_told_at_once() -> None:
    extra = {"word/vbaProject.bin": b"", "word/embeddings/x.bin": b""}
    with pytest.raises(UnsafeWordFileError) as caught:
        open_word_file(word.word_file(PLAIN, extra=extra), "来件.docx")
    assert {found.code for found in caught.value.findings} == {"D250", "D252"}
    assert "2 处" in caught.value.message


def test_a_main_part_of_another_name_is_settled() -> None:
    for main in ("word/document2.xml", "文书/main.xml"):
        content = word.word_file(PLAIN, main=main, header=word.paragraph("页眉"))
        found = open_word_file(content, "来件.docx")
        assert main not in found
        document = Document(io.BytesIO(word.zipped(found)))
        assert [each.text for each in document.paragraphs] == ["正文"]
        assert document.sections[0].header.paragraphs[0].text == "页眉"


def test_a_word_template_is_settled_into_a_document() -> None:
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"
    found = open_word_file(word.word_file(PLAIN, main_type=kind), "来件.docx")
    assert [each.text for each in Document(io.BytesIO(word.zipped(found))).paragraphs] == ["正文"]
