"""The catalogue tells of packages what they say themselves, and is never missed."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from archive.catalogue import catalogued, newest_rows
from archive.reading import PackageNotFoundError, find_reference, parse_reference
from archive.sealing import seal
from cases.digest import digest_of_file
from cases.workspace import Workspace
from tests.fixtures.bags.plans import CODE, NOW, make_plan, make_workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """Two versions of one package."""
    made = make_workspace(tmp_path / "工作区")
    plan = make_plan(made)
    seal(replace(plan, metadata={"案卷号": "2019-SX-001"}), made, NOW)
    plan.items[0].path.write_bytes(b"%PDF-1.7 changed")
    item = replace(plan.items[0], digest=digest_of_file(plan.items[0].path))
    changed = replace(plan, items=(item, *plan.items[1:]), metadata={"案卷号": "2019-SX-001"})
    seal(changed, made, NOW)
    return made


def file_of(workspace: Workspace) -> Path:
    return workspace.index / "packages.sqlite3"


def test_the_catalogue_says_what_the_packages_say(workspace: Workspace) -> None:
    first, second = rows = list(catalogued(workspace))
    package = find_reference(workspace, f"{CODE}/v2")
    assert [row.key for row in rows] == [(CODE, 1), (CODE, 2)]
    assert (second.title, second.items, second.root) == (package.title, 3, package.root)
    assert (second.retention, second.year, second.owner) == ("30年", "2022", "2019-SX-001")
    assert second.sealed_at == package.facts["Sealed-At"]
    assert package.facts["Payload-Oxum"].split(".")[0] == str(second.bytes)
    assert first.root != second.root
    assert list(newest_rows(workspace)) == [second]


def test_what_is_kept_is_not_read_again(workspace: Workspace) -> None:
    before = list(catalogued(workspace))
    with closing(sqlite3.connect(file_of(workspace))) as catalogue, catalogue:
        catalogue.execute("UPDATE packages SET title = '目录里的题名'")
    assert {row.title for row in catalogued(workspace)} == {"目录里的题名"}
    file_of(workspace).unlink()
    assert list(catalogued(workspace)) == before


def test_a_description_that_was_touched_is_read_again(workspace: Workspace) -> None:
    list(catalogued(workspace))
    path = find_reference(workspace, CODE).path / "data/元数据/案卷.json"
    text = path.read_text("utf-8").replace("样例精密数控加工", "另一个题名")
    path.parent.chmod(0o755)
    path.unlink()
    path.write_text(text, "utf-8")
    assert [row.title[:5] for row in catalogued(workspace)] == ["样例精密数", "另一个题名"]


def test_a_package_that_cannot_be_read_says_so_in_its_row(workspace: Workspace) -> None:
    path = find_reference(workspace, f"{CODE}@1").path / "data/元数据/案卷.json"
    path.chmod(0o644)
    path.write_bytes(b"[")
    first, second = catalogued(workspace)
    assert "A410" not in first.trouble
    assert "读不出来" in first.trouble
    assert second.trouble == ""


def test_signs_that_nobody_can_print_are_replaced(workspace: Workspace) -> None:
    path = find_reference(workspace, CODE).path / "data/元数据/案卷.json"
    path.chmod(0o644)
    path.write_bytes(rb'{"\u9898\u540d": "a\ud800b\n c"}')
    assert [row.title for row in catalogued(workspace)][1:] == ["a?b c"]
    assert [row.title for row in catalogued(workspace)][1:] == ["a?b c"]


def test_versions_that_are_gone_are_forgotten(workspace: Workspace) -> None:
    list(catalogued(workspace))
    shutil.rmtree(workspace.packages / CODE / "v2")
    assert [row.version for row in catalogued(workspace)] == [1]
    with closing(sqlite3.connect(file_of(workspace))) as catalogue:
        assert catalogue.execute("SELECT count(*) FROM packages").fetchone() == (1,)


@pytest.mark.parametrize("content", [b"", b"no database at all" * 500, b"SQLite format 3\0" * 300])
def test_whatever_lies_in_the_catalogues_place_the_list_is_right(
    workspace: Workspace, content: bytes
) -> None:
    before = list(catalogued(workspace))
    file_of(workspace).write_bytes(content)
    assert list(catalogued(workspace)) == before
    assert list(catalogued(workspace)) == before


def test_a_page_torn_out_of_the_catalogue_is_noticed(workspace: Workspace) -> None:
    before = list(catalogued(workspace))
    file = file_of(workspace)
    file.write_bytes(file.read_bytes()[:4096] + b"\xff" * 4096)
    assert list(catalogued(workspace)) == before


def test_values_of_another_sort_are_not_believed(workspace: Workspace) -> None:
    before = list(catalogued(workspace))
    with closing(sqlite3.connect(file_of(workspace))) as catalogue, catalogue:
        catalogue.execute("UPDATE packages SET items = 'viele', root = 7")
    assert list(catalogued(workspace)) == before


def test_without_a_place_to_keep_it_packages_are_read(workspace: Workspace) -> None:
    before = list(catalogued(workspace))
    shutil.rmtree(workspace.index)
    workspace.index.write_bytes(b"a file stands in the way")
    assert list(catalogued(workspace)) == before
    workspace.index.unlink()
    workspace.index.mkdir()
    (workspace.index / "elsewhere").write_bytes(b"not ours")
    file_of(workspace).symlink_to("elsewhere")
    assert list(catalogued(workspace)) == before
    assert (workspace.index / "elsewhere").read_bytes() == b"not ours"


def test_someone_else_at_the_catalogue_does_not_stop_the_list(workspace: Workspace) -> None:
    before = list(catalogued(workspace))
    with closing(sqlite3.connect(file_of(workspace), isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert list(catalogued(workspace)) == before


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (CODE, (CODE, 0)),
        (f" {CODE}/v2 ", (CODE, 2)),
        (f"{CODE}@12", (CODE, 12)),
        (f"{CODE}/v0", (f"{CODE}/v0", 0)),
        ("../x", ("../x", 0)),
    ],
)
def test_a_reference_names_code_and_version(text: str, key: tuple[str, int]) -> None:
    assert parse_reference(text) == key


@pytest.mark.parametrize("text", ["", ".", "..", "../cases", f"{CODE}/v3", f"{CODE}/v0", "没有"])
def test_a_reference_to_nothing_is_not_found(workspace: Workspace, text: str) -> None:
    with pytest.raises(PackageNotFoundError):
        find_reference(workspace, text)
