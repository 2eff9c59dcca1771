"""四性检测: every item says what was examined, and one changed byte is not passed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from archive.four_properties import (
    BY_HAND,
    FAILED,
    ITEMS,
    PASSED,
    RESULTS,
    UNFIT,
    examine_package,
)
from archive.reading import find_package, verify_all
from archive.sealing import seal
from archive.verification import RULES
from cases.workspace import Workspace
from tests.fixtures.bags.plans import CODE, NOW, make_plan, make_workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    made = make_workspace(tmp_path)
    seal(make_plan(made), made, NOW)
    return made


def results(workspace: Workspace, **record: Any) -> dict[str, tuple[str, str]]:
    package = find_package(workspace, CODE)
    (report,) = verify_all(workspace, {(CODE, 1): package.root}, [CODE])
    found = examine_package(report, {**package.record, **record})
    return {each.item.code: (each.result, each.detail) for each in found}


def test_codes_are_the_standards_and_stand_once() -> None:
    codes = [item.code for item in ITEMS]
    assert len(set(codes)) == len(codes)
    assert all(code.startswith("GD-") and code[3] in "1234" for code in codes)


def test_every_code_of_the_verifier_that_an_item_names_is_one() -> None:
    known = {*RULES, "A561", "A562", "A563", "A564"}
    assert {code for item in ITEMS for code in item.codes} <= known


def test_nothing_is_passed_that_nobody_looks_at() -> None:
    for item in ITEMS:
        assert item.codes or item.look or item.fixed in (BY_HAND, UNFIT), item.code


def test_a_sound_package_fails_nothing(workspace: Workspace) -> None:
    found = results(workspace)
    assert {result for result, _ in found.values()} <= set(RESULTS)
    assert [code for code, (result, _) in found.items() if result == FAILED] == []
    assert found["GD-1-14"][0] == PASSED
    assert found["GD-4-2"][0] == BY_HAND
    assert found["GD-4-4"][0] == UNFIT


def test_one_changed_byte_fails_what_depends_on_it(workspace: Workspace) -> None:
    paper = next((workspace.packages / CODE / "v1" / "data").glob("*.pdf"))
    paper.chmod(0o644)
    paper.write_bytes(paper.read_bytes()[:-1] + b"x")
    found = results(workspace)
    failed = {code for code, (result, _) in found.items() if result == FAILED}
    assert {"GD-1-1", "GD-1-14", "GD-2-7"} <= failed
    assert "GD-2-6" not in failed
    assert "A511" in found["GD-1-14"][1]


def items(workspace: Workspace, **change: Any) -> list[dict[str, Any]]:
    rows = [dict(row) for row in find_package(workspace, CODE).items]
    rows[0] |= change
    return rows


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"保管期限": "20年"}, "GD-1-4"),
        ({"日期": "2099-01-01"}, "GD-1-5"),
        ({"日期": "去年"}, "GD-1-3"),
        ({"字节数": "很多"}, "GD-1-3"),
        ({"档号": "随便"}, "GD-1-7"),
        ({"题名": ""}, "GD-2-4"),
    ],
)
def test_a_faulty_entry_fails_its_item_and_is_named(
    workspace: Workspace, change: dict[str, Any], code: str
) -> None:
    result, detail = results(workspace, 卷内文件=items(workspace, **change))[code]
    assert result == FAILED
    assert detail


def test_two_items_of_one_code_are_not_passed(workspace: Workspace) -> None:
    rows = items(workspace)
    twins = [*rows, {**rows[0]}]
    assert results(workspace, 卷内文件=twins)["GD-1-8"][0] == FAILED


def test_a_package_without_history_is_not_passed(workspace: Workspace) -> None:
    assert results(workspace, 业务=[])["GD-2-5"][0] == FAILED


def test_formats_that_need_eyes_are_left_to_a_person(workspace: Workspace) -> None:
    rows = items(workspace, 媒体类型="application/x-strange", 原文件名="样例.xyz")
    result, detail = results(workspace, 卷内文件=rows)["GD-3-3"]
    assert (result, "xyz" in detail) == (BY_HAND, True)


def test_a_paper_that_is_no_pdfa_does_not_last(workspace: Workspace) -> None:
    rows = items(workspace, 来历={"模板摘要": "sha256:1", "格式核验": "坏"})
    assert results(workspace, 卷内文件=rows)["GD-3-5"][0] == FAILED


@pytest.mark.parametrize("broken", [None, "文字", [1, "二"], {}])
def test_a_record_of_another_shape_is_no_crash(workspace: Workspace, broken: object) -> None:
    assert results(workspace, 卷内文件=broken)
