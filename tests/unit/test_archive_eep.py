"""EEP: what is encapsulated comes out byte for byte, and hostile files end in findings."""

from __future__ import annotations

import base64
import hashlib
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree

from archive.eep.describing import NAMESPACE, Capsule
from archive.eep.layers import Layer, layers_of
from archive.eep.reading import check_eep, schema
from archive.eep.writing import EepUnsoundError, write_eep
from archive.reading import Package, versions_of
from archive.sealing import seal
from cases.workspace import Workspace
from tests.fixtures.bags.plans import CODE, NOW, make_plan, make_workspace

CAPSULE = ("2026-07-01T09:00:00+08:00", "匠档")
NAMES = {"e": NAMESPACE}


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A package of three items."""
    made = make_workspace(tmp_path / "工作区")
    seal(make_plan(made), made, NOW)
    return made


def encapsulated(workspace: Workspace, folder: Path) -> list[Path]:
    written = []
    for layers in layers_of(versions_of(workspace, CODE)):
        path = folder / f"{layers[-1].item['档号']}.xml"
        write_eep(path, layers, Capsule(*CAPSULE))
        written.append(path)
    return written


def contents(path: Path) -> list[bytes]:
    found = etree.parse(str(path)).iterfind(".//e:编码数据", NAMES)
    return [base64.b64decode(each.text or "") for each in found]


def test_every_item_becomes_one_valid_file_that_gives_its_bytes_back(workspace, tmp_path):
    package = versions_of(workspace, CODE)[0]
    paths = encapsulated(workspace, tmp_path)
    assert [path.stem for path in paths] == [f"{CODE}-{at:04d}" for at in (1, 2, 3)]
    for path, item in zip(paths, package.items, strict=True):
        whole = etree.parse(str(path))
        assert schema().validate(whole), schema().error_log
        assert contents(path) == [(package.path / item["文件"]).read_bytes()]
        assert whole.findtext(".//e:封装包类型", namespaces=NAMES) == "原始型"
        assert whole.findtext(".//e:题名", namespaces=NAMES) == item["题名"]


def test_a_changed_item_holds_what_it_was_before(workspace, tmp_path):
    paper = workspace.cases / "2019-SX-001" / "documents" / "考核报告.pdf"
    before = paper.read_bytes()
    paper.write_bytes(b"%PDF-1.7 second")
    seal(make_plan(workspace), workspace, NOW)
    same, _, changed = encapsulated(workspace, tmp_path)
    assert len(contents(same)) == 1
    assert contents(changed) == [before, b"%PDF-1.7 second"]
    whole = etree.parse(str(changed))
    assert schema().validate(whole), schema().error_log
    kinds = [each.text for each in whole.iterfind(".//e:封装包类型", NAMES)]
    assert kinds == ["修改型", "原始型"]
    assert whole.findtext(".//e:修改标识符", namespaces=NAMES) == "修改1"


def test_a_version_that_left_an_item_alone_is_no_layer(workspace, tmp_path):
    papers = workspace.cases / "2019-SX-001" / "documents"
    for text in ("二", "三"):
        (papers / "考核报告.pdf").write_bytes(f"%PDF-1.7 {text}".encode())
        seal(make_plan(workspace), workspace, NOW)
    (papers / "申请表.pdf").write_bytes(b"%PDF-1.7 four")
    seal(make_plan(workspace), workspace, NOW)
    counted = [len(layers) for layers in layers_of(versions_of(workspace, CODE))]
    assert counted == [2, 1, 3]


def layer_of(workspace: Workspace, **changes: object) -> Layer:
    package = versions_of(workspace, CODE)[0]
    item = {**package.items[0], **changes}
    return Layer(package.path, 1, package.root, NOW.isoformat(), package.record, item)


def test_a_title_that_looks_like_our_mark_stays_a_title(workspace, tmp_path):
    path = tmp_path / "1.xml"
    title = "@@1@@</编码数据>\x01&"
    write_eep(path, [layer_of(workspace, 题名=title)], Capsule(*CAPSULE))
    found = etree.parse(str(path)).findtext(".//e:题名", namespaces=NAMES)
    assert found == title.replace("\x01", "\ufffd")
    assert check_eep(path).findings == ()


def test_a_file_that_is_not_the_sealed_one_is_not_encapsulated(workspace, tmp_path):
    with pytest.raises(EepUnsoundError):
        write_eep(
            tmp_path / "1.xml", [layer_of(workspace, 摘要="sha256:" + "0" * 64)], Capsule(*CAPSULE)
        )


def peak(work: Callable[[], object]) -> int:
    """The most memory a child of this process ever held while it did the work, in bytes."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            work()
            status = 0
        finally:
            os._exit(status)
    _, status, used = os.wait4(child, 0)
    assert status == 0
    return int(used.ru_maxrss) * 1024


def test_memory_does_not_grow_with_the_item(workspace, tmp_path):
    schema()
    big = tmp_path / "大.bin"
    with big.open("wb") as stream:
        for _ in range(100):
            stream.write(os.urandom(1 << 20))
    with big.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    small = layer_of(workspace)
    large = layer_of(workspace, 文件=str(big), 摘要=f"sha256:{digest}", 字节数=big.stat().st_size)
    least = peak(lambda: write_eep(tmp_path / "小.xml", [small], Capsule(*CAPSULE)))
    most = peak(lambda: write_eep(tmp_path / "大.xml", [large], Capsule(*CAPSULE)))
    assert (tmp_path / "大.xml").stat().st_size > 130_000_000
    assert most - least < 16 << 20
    (content,) = check_eep(tmp_path / "大.xml").contents
    assert (content.size, content.sha256) == (100 << 20, digest)


BOMB = "<!DOCTYPE a [<!ENTITY b 'bbbb'><!ENTITY c '&b;&b;&b;'>]><a>&c;</a>"


FAULTY: dict[str, Callable[[str], str]] = {
    "A761": lambda _: "<电子文件封装包>",
    "A762": lambda _: BOMB,
    "A763": lambda _: "<a>" * 200 + "</a>" * 200,
    "A764": lambda whole: whole.replace("<版本>2009</版本>", "<版本>2010</版本>"),
    "A765": lambda whole: whole.replace("JVBERi0xLjcg", "JVBERi0x=jcg", 1),
    "A766": lambda whole: whole.replace("<计算机文件大小>", "<计算机文件大小>1", 1),
}


@pytest.mark.parametrize("code", sorted(FAULTY))
def test_a_faulty_file_ends_in_a_finding(workspace, tmp_path, code):
    path = encapsulated(workspace, tmp_path)[0]
    path.write_text(FAULTY[code](path.read_text("utf-8")), "utf-8")
    assert [found.code for found in check_eep(path).findings] == [code]


def test_a_tag_that_never_ends_is_refused_before_memory_is(tmp_path):
    path = tmp_path / "1.xml"
    with path.open("wb") as stream:
        stream.write(b"<a b='")
        for _ in range(32):
            stream.write(b"x" * (1 << 20))
    assert [found.code for found in check_eep(path).findings] == ["A763"]


def test_nothing_is_fetched_for_a_file_that_names_its_own_schema(workspace, tmp_path):
    path = encapsulated(workspace, tmp_path)[0]
    hint = (
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
        ' xsi:schemaLocation="http://www.saac.gov.cn/standards/ERM/encapsulation /none.xsd"'
    )
    text = path.read_text("utf-8")
    path.write_text(text.replace("<电子文件封装包 ", f"<电子文件封装包 {hint} "), "utf-8")
    assert check_eep(path).findings == ()


def test_every_flipped_sign_of_the_contents_is_seen(workspace, tmp_path):
    path = encapsulated(workspace, tmp_path)[0]
    whole = path.read_bytes()
    (sound,) = check_eep(path).contents
    start = whole.index(b"JVBERi0xLjcg")
    for at in range(start, start + 200, 7):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        report = check_eep(path)
        assert report.findings or report.contents[0].sha256 != sound.sha256


def test_the_package_is_untouched(workspace, tmp_path):
    package: Package = versions_of(workspace, CODE)[0]
    before = package.root
    encapsulated(workspace, tmp_path)
    assert versions_of(workspace, CODE)[0].root == before
