"""The demonstration, run once: from the work notice to sealed packages and a search hit."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from acts.papers.records import DocumentRecord, list_records
from archive.reading import list_packages
from cases.casefile import all_batches, all_cases
from cases.register.reading import Register
from cases.workspace import DEMO_MARK, Workspace
from cli.main import answer
from doc_templates.stamping.store.keeping import StampStore
from doc_templates.stamping.verifying import verify_pdf

pytestmark = [pytest.mark.office, pytest.mark.xdist_group("demo")]
BUREAU = "上海市静安区人力资源和社会保障局"
MADE_NOW = {
    *("work-notice", "application-form", "preliminary-opinion", "panel-summary"),
    *("public-notice", "award-notice", "responsibility-agreement", "disbursement-notice"),
    *("rectification-order", "service-receipt", "clawback-prior-notice", "clawback-decision"),
    *("assessment-report", "file-cover", "item-list", "file-note"),
    *("internal-notice", "candidate-list", "panel-scoresheet", "notice-outcome"),
    *("periodic-assessment", "inspection-record", "four-property-report", "transfer-register"),
    *("approval-minutes", "non-award-letter", "rectification-review", "termination-decision"),
    *("city-recommendation", "term-notice", "third-party-commission", "assessment-result"),
    "issue-sheet",
}


def _json(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, Any]:
    code = answer([*words, "--json"])
    return code, json.loads(capsys.readouterr().out)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Run it in a folder with a blank and Chinese in its name."""
    from acts.demo.demonstration import run_demo

    folder = tmp_path_factory.mktemp("演 示") / "匠档 工作区"
    return run_demo(folder, lambda _: None).as_json()


@pytest.fixture(scope="module")
def workspace(told: dict[str, Any]) -> Workspace:
    return Workspace(Path(told["workspace"]))


@pytest.fixture(scope="module")
def records(workspace: Workspace) -> list[DocumentRecord]:
    targets = [*all_cases(workspace), *all_batches(workspace)]
    return [record for target in targets for record in list_records(workspace, target)]


def test_it_tells_what_it_made(told: dict[str, Any]) -> None:
    assert told["cases"] == 11
    assert told["archived"] == 13
    assert told["documents"] > 90
    assert told["stamped"] > 40
    assert told["indexed"] > told["documents"]


def test_every_kind_of_the_main_job_is_made(records: list[DocumentRecord]) -> None:
    assert {record.kind for record in records} == MADE_NOW


def test_every_document_is_valid_pdfa(records: list[DocumentRecord]) -> None:
    assert {record.validated for record in records} == {"PDF/A-2b"}


def test_every_stamped_document_verifies(
    workspace: Workspace, records: list[DocumentRecord]
) -> None:
    store = StampStore(workspace.stamps, demo=True)
    for record in records:
        if record.stamps:
            found = verify_pdf((workspace.root / record.pdf).read_bytes(), store)
            assert found.intact, (record.pdf, [f.message for f in found.findings])
            assert all(signature.trusted for signature in found.signatures)
            assert len(found.signatures) == len(record.stamps)


def test_an_independent_verifier_agrees(
    workspace: Workspace, records: list[DocumentRecord]
) -> None:
    award = next(record for record in records if record.kind == "award-notice")
    command = ["pdfsig", "-nocert", str(workspace.root / award.pdf)]
    shown = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "Signature is Valid" in shown
    assert "Total document signed" in shown


def test_the_agreement_never_bears_the_bureaus_stamp(records: list[DocumentRecord]) -> None:
    agreements = [r for r in records if r.kind == "responsibility-agreement"]
    assert len(agreements) == 7
    for record in agreements:
        assert len(record.stamps) == 2
        assert not any(BUREAU in stamp for stamp in record.stamps)


def test_numbers_run_without_gaps(workspace: Workspace) -> None:
    register = Register(workspace)
    assert register.findings() == ()
    numbers = [row for row in register.numbers() if row.series == "静人社"]
    assert {row.state for row in numbers} == {"正式"}
    assert len(numbers) == 14


def test_every_stamp_use_is_registered_with_its_own_case(
    workspace: Workspace, records: list[DocumentRecord]
) -> None:
    uses = Register(workspace).stamp_uses()
    assert len(uses) == sum(len(record.stamps) for record in records)
    digests = {record.sha256: record.path.split("/")[1] for record in records}
    assert all(digests[use.document] == use.target for use in uses)


def test_the_case_refused_by_the_checks_is_not_there(workspace: Workspace) -> None:
    assert "2020-SX-007" not in all_cases(workspace)


def test_the_school_was_awarded_with_a_warning(workspace: Workspace) -> None:
    school = all_cases(workspace)["2020-SX-002"]
    notes = [note for event in school.events for note in event.get("提示", [])]
    assert any("L124" in note and "职业院校" in note for note in notes)


def test_the_studios_leader_runs_a_chief_project_in_term(workspace: Workspace) -> None:
    cases = all_cases(workspace)
    studio, chief = cases["2020-DS-001"], cases["2019-SX-001"]
    assert studio.get("带头人.身份证号") == chief.get("带头人.身份证号")
    assert chief.get("资助周期.起") <= studio.get("申报.日期") <= chief.get("资助周期.止")


@pytest.mark.parametrize(
    ("case", "steps"),
    [
        ("2020-SX-003", ["inspect", "rectify", "recheck", "assess-term", "close", "archive"]),
        ("2020-SX-004", ["inspect", "rectify", "recheck", "claw-back", "terminate", "archive"]),
        ("2020-SX-005", ["apply", "review", "decline", "archive"]),
        ("2020-SX-006", ["apply", "review", "score", "unselected", "archive"]),
    ],
)
def test_each_story_came_to_its_end(workspace: Workspace, case: str, steps: list[str]) -> None:
    taken = [str(event["环节"]) for event in all_cases(workspace)[case].events]
    assert [step for step in dict.fromkeys(taken) if step in steps] == steps


def test_a_second_person_consented_to_every_stamped_act(workspace: Workspace) -> None:
    approvals = Register(workspace).approvals()
    assert approvals
    assert all(row.consent_by and row.consent_by != row.requested_by for row in approvals)


def test_three_people_stand_behind_every_stamp_of_the_bureau(workspace: Workspace) -> None:
    register = Register(workspace)
    uses = [use for use in register.stamp_uses() if use.owner == BUREAU]
    assert uses
    for use in uses:
        held = register.approval(use.approval)
        people = {held.requested_by, held.reviewed_by, held.consent_by}
        assert (held.issuing, len(people), held.used_by) == (True, 3, use.act)


def test_the_public_notice_shows_no_personal_numbers(
    workspace: Workspace, records: list[DocumentRecord]
) -> None:
    from cases.masking import personal_data
    from index.extraction.reading import extract

    notice = next(record for record in records if record.kind == "public-notice")
    text = "\n".join(extract(workspace.root / notice.pdf).pages)
    assert personal_data(text, ("021-00000000", "021-00000009")) == []


def test_case_list_by_contract(workspace: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    code, rows = _json(capsys, "-w", str(workspace.root), "case", "list")
    assert code == 0
    keys = {"case", "programme", "batch", "step", "unit", "leader", "reference_code"}
    assert all(set(row) == keys for row in rows)
    assert len(rows) == 11


def test_search_finds_the_rectification_order_by_number(
    workspace: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ("search", "静人社[2021]1号", "--kind", "rectification-order")
    code, found = _json(capsys, "-w", str(workspace.root), *asked)
    assert code == 0
    assert [hit["case"] for hit in found["hits"]] == ["2020-SX-003"]
    assert "【" in found["hits"][0]["highlights"][0]


def test_search_reads_evidence_of_every_format(
    workspace: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    for words in ("专用加工设备", "师徒协议编号", "恒压支撑", "技师继续培训讲课"):
        code, found = _json(capsys, "-w", str(workspace.root), "search", words)
        assert (code, found["total"] > 0) == (0, True), words


def test_the_log_and_the_packages_verify(
    workspace: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    code, audit = _json(capsys, "-w", str(workspace.root), "audit", "verify")
    assert (code, audit["findings"]) == (0, [])
    assert audit["checkpoints"] >= 1
    code, found = _json(capsys, "-w", str(workspace.root), "archive", "verify", "--all")
    assert (code, found) == (0, {"packages": 13, "faulty": []})


def test_every_paper_stamped_or_not_passes_the_lint_of_its_kind(
    workspace: Workspace, records: list[DocumentRecord]
) -> None:
    from acts.papers.linting import lint_file

    reports = [lint_file(workspace.root, workspace.root / r.pdf) for r in records if r.pdf]
    assert {report.told_by for report in reports} == {"记录"}
    found = [f"{each.place} {each.message}" for report in reports for each in report.findings]
    assert found == []


def test_a_record_says_by_which_layout_its_paper_was_measured(
    records: list[DocumentRecord],
) -> None:
    assert all(record.layout["版式"] for record in records if record.pdf)
    assert [record.pdf for record in records if record.pdf and record.layout["问题"]] == []


def test_a_package_passes_with_coreutils_alone(workspace: Workspace) -> None:
    package = next(iter(list_packages(workspace)))
    command = ["sha256sum", "--quiet", "-c", "manifest-sha256.txt"]
    done = subprocess.run(command, cwd=package.path, capture_output=True, check=False)
    assert done.returncode == 0


def test_a_flipped_byte_in_a_package_is_found(
    workspace: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    package = next(iter(list_packages(workspace)))
    victim = sorted((package.path / "data").glob("0001-*"))[0]
    content = victim.read_bytes()
    victim.chmod(0o644)
    victim.write_bytes(content[:100] + bytes([content[100] ^ 1]) + content[101:])
    try:
        code, found = _json(capsys, "-w", str(workspace.root), "archive", "verify", "--all")
    finally:
        victim.write_bytes(content)
        victim.chmod(0o444)
    assert code == 6
    assert [faulty["reference_code"] for faulty in found["faulty"]] == [package.reference_code]


def test_samples_are_not_sealed_outside_a_demonstration(
    workspace: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = tmp_path / "工作区"
    shutil.copytree(workspace.root, copy)
    (copy / DEMO_MARK).unlink()
    paper = tmp_path / "补充材料.txt"
    paper.write_text("样例", "utf-8")
    where = ("--element", "硬件建设")
    assert (
        _json(capsys, "-w", str(copy), "evidence", "add", "2019-SX-001", str(paper), *where)[0] == 0
    )
    for stamps in ("a store that knows its samples", "a store that knows nothing"):
        code, found = _json(capsys, "-w", str(copy), "archive", "seal", "2019-SX-001")
        codes = {each["code"] for each in found["error"]["findings"]}
        assert (code, codes) == (3, {"W428"}), stamps
        shutil.rmtree(copy / "stamps", ignore_errors=True)


def test_sealing_again_changes_nothing(
    workspace: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("-w", str(workspace.root), "--actor", "样经办", "archive", "seal", "2020-SX-001")
    code, sealed = _json(capsys, *words)
    assert (code, sealed["version"]) == (0, 1)


def test_the_demo_refuses_a_folder_that_is_not_its_own(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "信件.txt").write_text("勿动", "utf-8")
    code, error = _json(capsys, "demo", str(tmp_path))
    assert (code, error["error"]["code"]) == (3, "W414")
    assert (tmp_path / "信件.txt").read_text("utf-8") == "勿动"
