"""A package looked at on disk: verified, described, opened, signed, scanned, compared."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archive.four_properties.descriptions import read_record, read_xml
from archive.four_properties.files import read_within, sizes_in
from archive.four_properties.judging import judged
from archive.four_properties.looking import Surroundings, look_at
from archive.four_properties.model import FAILED, PASSED, Occasion
from archive.four_properties.neighbours import neighbours_of
from archive.four_properties.openings import Believing
from archive.four_properties.scanning import scan_for_viruses
from archive.four_properties.sight import SealFacts, Sight
from archive.reading import Package, find_package
from archive.sealing import seal
from archive.verification import PACKAGE_METADATA, PACKAGE_XML
from cases.digest import digest_of_file
from cases.values.reference_code import ReferenceCode
from cases.workspace import Workspace
from doc_templates.stamping.store.keeping import StampStore
from tests.fixtures.bags.plans import CODE, NOW, make_plan, make_workspace
from tests.fixtures.signed_papers import signed_by
from tests.fixtures.small_pdfs import paper

LATER = datetime(2026, 4, 1, 9, tzinfo=UTC)
SIGNED = "data/0002-协议书〔样例〕.pdf"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A sealed package of real PDFs; the second is signed by a body outside."""
    made = make_workspace(tmp_path / "工作区")
    plan = make_plan(made)
    for item in plan.items:
        item.path.write_bytes(paper(item.page_count))
    plan.items[1].path.write_bytes(signed_by(tmp_path, ["样例单位"], paper(4)))
    items = tuple(replace(item, digest=digest_of_file(item.path)) for item in plan.items)
    seal(replace(plan, items=items), made, NOW)
    return made


def seen(workspace: Workspace, **around: object) -> Sight:
    package = find_package(workspace, CODE)
    known = SealFacts(package.root, "样经办", NOW, "样审核")
    store = StampStore(workspace.root.parent / "别处的印章", demo=True)
    given = {"believing": Believing(store), "is_ours": True, "seal": known, "scan": False}
    return look_at(package, Occasion.ARCHIVING, LATER, Surroundings(**{**given, **around}))


def results(sight: Sight) -> dict[str, tuple[str, str]]:
    return {e.item.number: (e.result, e.detail) for e in judged(sight, "样经办").results}


def rewrite(workspace: Workspace, name: str, content: bytes) -> None:
    """Change one file of the package behind its back."""
    path = workspace.packages / CODE / "v1" / name
    path.chmod(0o644)
    path.write_bytes(content)


def test_every_file_is_opened_and_every_signature_verified(workspace: Workspace) -> None:
    sight = seen(workspace)
    assert set(sight.opened) == set(sight.payload)
    assert [(each.path, each.holds, each.signatures) for each in sight.signed] == [
        (SIGNED.removeprefix("data/"), True, 1)
    ]
    found = results(sight)
    assert found["1-1"][0] == found["1-10"][0] == found["1-14"][0] == PASSED


def test_a_byte_under_a_signature_changed_before_sealing_is_found(
    workspace: Workspace, tmp_path: Path
) -> None:
    plan = make_plan(workspace)
    path = plan.items[1].path
    content = signed_by(tmp_path, ["样例单位"], paper(4, content="BT /F 12 Tf (AAAA) Tj ET"))
    path.write_bytes(content.replace(b"(AAAA)", b"(BBBB)", 1))
    items = tuple(replace(item, digest=digest_of_file(item.path)) for item in plan.items)
    seal(replace(plan, items=items), workspace, NOW)
    result, detail = results(seen(workspace))["1-1"]
    assert (result, "0002-协议书" in detail) == (FAILED, True)


def test_a_paper_that_was_stamped_and_bears_no_signature_is_found(workspace: Workspace) -> None:
    plan = make_plan(workspace)
    bare = replace(plan.items[0], provenance={"印章": ["样例单位-公章"]})
    seal(replace(plan, items=(bare, *plan.items[1:])), workspace, NOW)
    result, detail = results(seen(workspace))["1-1"]
    assert (result, "没有签名" in detail) == (FAILED, True)


def test_a_flipped_byte_fails_what_depends_on_it(workspace: Workspace) -> None:
    file = workspace.packages / CODE / "v1" / "data" / "0001-申请表.pdf"
    rewrite(workspace, "data/0001-申请表.pdf", file.read_bytes()[:-1] + b"x")
    found = results(seen(workspace))
    failed = {number for number, (result, _) in found.items() if result == FAILED}
    assert {"1-1", "1-14", "2-7"} <= failed
    assert "A511" in found["1-14"][1]


def test_a_root_that_is_not_the_logs_fails(workspace: Workspace) -> None:
    other = SealFacts("sha256:" + "0" * 64, "样经办", NOW)
    found = results(seen(workspace, seal=other))
    assert found["1-1"][0] == found["1-14"][0] == found["4-7"][0] == FAILED


def test_a_package_of_ours_that_the_log_does_not_know_fails(workspace: Workspace) -> None:
    assert "A562" in results(seen(workspace, seal=None))["1-1"][1]
    outside = results(seen(workspace, seal=None, is_ours=False))
    assert outside["4-7"][0] == "人工"


def test_entities_are_refused_unread(workspace: Workspace) -> None:
    bomb = '<!DOCTYPE a [<!ENTITY b "样例">]><a>&b;</a>'
    for content in (bomb.encode(), bomb.encode("utf-16")):
        rewrite(workspace, PACKAGE_XML, content)
        found, fault = read_xml(workspace.packages / CODE / "v1")
        assert (found, "实体" in fault) == (None, True)
    rewrite(workspace, PACKAGE_XML, b"<a><b></a>")
    assert "解析不了" in read_xml(workspace.packages / CODE / "v1")[1]
    assert results(seen(workspace))["3-1"][0] == FAILED


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b"[" * 100_000, b"\xff"])
def test_a_record_that_cannot_be_read_is_a_fault(workspace: Workspace, content: bytes) -> None:
    rewrite(workspace, PACKAGE_METADATA, content)
    assert results(seen(workspace))["3-1"][0] == FAILED


def test_lists_where_one_value_belongs_are_a_fault_and_no_crash(workspace: Workspace) -> None:
    package = workspace.packages / CODE / "v1"
    record = json.loads((package / PACKAGE_METADATA).read_bytes())
    for key in record["卷内文件"][0]:
        record["卷内文件"][0][key] = ["多", {"余": "层"}]
    record["年度"] = {"年": 2022}
    rewrite(workspace, PACKAGE_METADATA, json.dumps(record).encode())
    assert read_record(package)[1]
    assert results(seen(workspace))["3-1"][0] == FAILED


def test_no_link_is_followed_and_nothing_but_files_is_read(
    workspace: Workspace, tmp_path: Path
) -> None:
    package = workspace.packages / CODE / "v1"
    outside = tmp_path / "外面.txt"
    outside.write_text("外面")
    for folder in (package, package / "data"):
        folder.chmod(0o755)
    (package / "data" / "链接.txt").symlink_to(outside)
    (package / "data" / "文件夹").symlink_to(tmp_path)
    os.mkfifo(package / "data" / "管道")
    names = sizes_in(package)
    assert not [name for name in names if "链接" in name or "文件夹" in name or "管道" in name]
    for name in ("data/链接.txt", "data/管道"):
        with pytest.raises((OSError, ValueError)):
            read_within(package, name, 100)
    assert results(seen(workspace))["4-3"][0] == FAILED


def test_a_package_that_lies_elsewhere_is_judged_without_the_log(
    workspace: Workspace, tmp_path: Path
) -> None:
    package = find_package(workspace, CODE)
    target = tmp_path / "载体" / "0001"
    target.parent.mkdir()
    package.path.rename(target)
    store = StampStore(tmp_path / "无", demo=False)
    around = Surroundings(believing=Believing(store), scan=False)
    sight = look_at(Package(CODE, 1, target), Occasion.TRANSFER, LATER, around)
    found = results(sight)
    assert found["1-14"][0] == PASSED
    assert found["1-1"][0] == found["4-7"][0] == found["附1"][0] == "人工"


@pytest.mark.parametrize("quick", [True, False])
def test_titles_and_numbers_of_other_packages_are_compared(
    workspace: Workspace, quick: bool
) -> None:
    plan = make_plan(workspace)
    numbered = replace(plan.items[0], number="样人社〔2019〕1号")
    others = {}
    for number, title in ((2, plan.title), (3, "别的案卷")):
        code = ReferenceCode.parse(f"{CODE[:-3]}{number:03d}")
        items = (replace(numbered, title=title), *plan.items[1:])
        others[number] = replace(plan, reference_code=code, title=title, items=items)
        seal(others[number], workspace, NOW)
    package = find_package(workspace, CODE)
    known = ["J099-ZY·JN·2022-D30-007"]
    around = neighbours_of(workspace, package, package.record, known, quick=quick)
    assert around.titles == (f"{CODE[:-3]}002",)
    assert around.in_series == {1, 2, 3, 7}
    if quick:
        assert around.numbers is None
        return
    second = find_package(workspace, f"{CODE[:-3]}002")
    assert (
        neighbours_of(workspace, second, second.record, [], quick=False).numbers == {}
    )  # the same bytes
    record = second.record
    record["卷内文件"][0]["摘要"] = "sha256:" + "0" * 64
    found = neighbours_of(workspace, second, record, [], quick=False)
    assert found.numbers == {"样人社〔2019〕1号": f"{CODE[:-3]}003"}


def scanner(folder: Path, monkeypatch: pytest.MonkeyPatch, body: str, version: str) -> None:
    """A program on the PATH that answers as ClamAV does."""
    folder.mkdir()
    program = folder / "clamscan"
    text = f'#!/bin/sh\nif [ "$1" = --version ]; then echo "{version}"; exit 0; fi\n{body}\n'
    program.write_text(text)
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")


DATED = "ClamAV 1.4.3/27700/Mon Jul  7 08:35:30 2025"


@pytest.mark.parametrize(
    ("body", "version", "result", "word"),
    [
        ("exit 0", DATED, PASSED, "27700/Mon Jul  7"),
        ('for last; do :; done; echo "$last/data/a b.pdf: Eicar-Test FOUND"; exit 1', DATED,
         FAILED, "data/a b.pdf: Eicar-Test"),
        ("exit 1", DATED, FAILED, "没有列出文件"),
        ('echo "/a.zip: Heuristics.Limits.Exceeded.MaxFileSize FOUND"; exit 1', DATED, "人工",
         "没有查完"),
        ("exit 2", DATED, "人工", "退出码 2"),
        ("exit 0", "ClamAV 1.4.3", "人工", "没有病毒库"),
    ],
)  # fmt: skip
def test_the_scanner_is_run_and_believed_only_with_its_data(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    body: str, version: str, result: str, word: str,
) -> None:  # fmt: skip
    scanner(tmp_path / "bin", monkeypatch, body, version)
    found = results(seen(workspace, scan=True))
    assert (found["4-2"][0], word in found["4-2"][1]) == (result, True), found["4-2"]


def test_without_a_scanner_nobody_says_there_is_no_virus(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    assert scan_for_viruses(workspace.packages) is None
    assert results(seen(workspace, scan=True))["4-2"][0] == "人工"
