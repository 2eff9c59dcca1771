"""Files are found by id, refused with all their faults, and earlier ones are listed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from cases.casefile import (
    CaseFile,
    FaultyFilesError,
    TargetNotFoundError,
    all_batches,
    all_cases,
    read_target,
    scan_cases,
)
from cases.errors import JiangdangError, Kind
from cases.revisions import revisions
from cases.typedfile import CannotReadError, FaultyFileError, NotTextError, read_text
from cases.values.bad_value import BadValueError
from cases.workspace import Workspace

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    made = Workspace(tmp_path / "工作 区")
    for source, target in (("case.yaml", "2019-SX-001"), ("batch.yaml", "2019-1")):
        made.target_folder(target).mkdir(parents=True)
        shutil.copy(EXAMPLES / source, made.target_file(target))
    return made


def test_a_target_is_read_by_its_id(workspace: Workspace) -> None:
    case = read_target(workspace, "2019-SX-001")
    assert isinstance(case, CaseFile)
    assert case.text.encode() == workspace.target_file("2019-SX-001").read_bytes()
    assert read_target(workspace, "2019-1").id == "2019-1"
    assert list(all_cases(workspace)) == ["2019-SX-001"]
    assert list(all_batches(workspace)) == ["2019-1"]


def test_an_unknown_target_is_not_found(workspace: Workspace) -> None:
    for target in ("2019-SX-002", "2018-1"):
        with pytest.raises(TargetNotFoundError) as caught:
            read_target(workspace, target)
        assert caught.value.kind is Kind.NOT_FOUND


def test_an_id_never_leads_out_of_the_workspace(workspace: Workspace) -> None:
    for target in ("../2019-1", "../../2019-SX-001", "/etc-x"):
        with pytest.raises(BadValueError):
            read_target(workspace, target)


def test_a_file_in_another_ones_folder_is_refused(workspace: Workspace) -> None:
    shutil.copytree(workspace.target_folder("2019-SX-001"), workspace.target_folder("2019-SX-009"))
    with pytest.raises(FaultyFileError) as caught:
        read_target(workspace, "2019-SX-009")
    assert [found.code for found in caught.value.findings] == ["Y205"]


def test_one_faulty_case_does_not_hide_the_others(workspace: Workspace) -> None:
    for name, content in (("2019-SX-002", b"\xff\xfe"), ("2019-SX-003", b"a: [")):
        workspace.target_folder(name).mkdir()
        workspace.target_file(name).write_bytes(content)
    cases, findings = scan_cases(workspace)
    assert list(cases) == ["2019-SX-001"]
    assert [(found.code, found.place.file) for found in findings] == [
        ("Y111", "cases/2019-SX-002/case.yaml"),
        ("Y102", "cases/2019-SX-003/case.yaml"),
    ]
    with pytest.raises(FaultyFilesError):
        all_cases(workspace)


def test_a_folder_that_is_no_case_is_a_finding(workspace: Workspace) -> None:
    (workspace.cases / "随手建的").mkdir()
    (workspace.cases / "随手建的" / "case.yaml").write_text("a: 1\n", encoding="utf-8")
    assert [found.code for found in scan_cases(workspace)[1]] == ["V109"]


def test_earlier_revisions_are_listed_oldest_first(workspace: Workspace) -> None:
    folder = workspace.target_folder("2019-SX-001")
    assert revisions(folder) == ()
    (folder / "history").mkdir()
    for name in ("0002-0123abcd.yaml", "0001-89abcdef.yaml", "随手放的.yaml"):
        (folder / "history" / name).write_text("a: 1\n", encoding="utf-8")
    found = [(each.number, each.digest) for each in revisions(folder)]
    assert found == [(1, "89abcdef"), (2, "0123abcd")]


def test_what_is_no_text_or_too_large_is_refused(workspace: Workspace) -> None:
    path = workspace.target_file("2019-SX-001")
    path.write_bytes(b"\xff")
    with pytest.raises(NotTextError):
        read_target(workspace, "2019-SX-001")
    path.write_bytes(b"#" * 5_000_000)
    with pytest.raises(JiangdangError) as caught:
        read_target(workspace, "2019-SX-001")
    assert caught.value.code == "Y101"


def test_a_folder_in_place_of_a_file_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(CannotReadError):
        read_text(tmp_path)
