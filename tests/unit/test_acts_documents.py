"""Documents are made at will or when due, taken in from outside, and verified."""

import shutil
from pathlib import Path

import pytest

from tests.fixtures.command_line import CASE, Desk, applied_answers, blank_pdf
from tests.fixtures.funded_workspace import lay_down, paid_bureau

NOTICE = (
    *("--set", "申报起=2020-04-07", "--set", "申报截止=2020-04-30"),
    *("--set", "上报截止=2020-05-15", "--set", "联系人=样联络", "--set", "联系电话=021-00000000"),
)


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Notice given and one application entered, on a machine without LibreOffice."""
    made = Desk(tmp_path_factory.mktemp("样板") / "工作区")
    made.furnish()
    answers = applied_answers(tmp_path_factory.mktemp("记录") / "r.yaml")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JIANGDANG_SOFFICE", "/没有/soffice")
        words = ("batch", "advance", "2020-1", "notify", "--on", "2020-04-07", *NOTICE)
        assert made.run(*words).code == 7
        words = ("case", "advance", CASE, "apply", "--on", "2020-04-13", "--record", str(answers))
        assert made.run(*words).code == 7
    return made.root


@pytest.fixture
def desk(furnished: Path, tmp_path: Path) -> Desk:
    shutil.copytree(furnished, tmp_path / "工作区")
    return Desk(tmp_path / "工作区")


def test_without_libreoffice_the_word_file_and_its_number_stand(desk: Desk) -> None:
    (record,) = desk.json("doc", "list", "2020-1")
    assert record["number"] == "静人社〔2020〕1号"
    assert (record["pdf"], record["pages"]) == ("", 0)
    assert (desk.root / record["docx"]).is_file()


def test_what_is_due_waits_while_libreoffice_is_missing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JIANGDANG_SOFFICE", "/没有/soffice")
    assert desk.run("doc", "make", "2020-1", "--due").code == 7
    assert len(desk.json("doc", "list", "2020-1")) == 1


@pytest.mark.office
def test_what_is_due_keeps_number_and_word_file(desk: Desk) -> None:
    (before,) = desk.json("doc", "list", "2020-1")
    word = (desk.root / before["docx"]).read_bytes()
    (made,) = desk.json("doc", "make", "2020-1", "--due")
    (after,) = desk.json("doc", "list", "2020-1")
    assert made == after
    assert (after["number"], after["docx"]) == (before["number"], before["docx"])
    assert (desk.root / after["docx"]).read_bytes() == word
    assert after["pages"] >= 1
    assert (desk.root / after["pdf"]).read_bytes().startswith(b"%PDF")
    assert desk.json("doc", "make", "2020-1", "--due") == []


@pytest.mark.office
def test_a_paper_lost_with_its_record_is_made_again_on_its_own_day(desk: Desk) -> None:
    shutil.rmtree(desk.root / "cases" / CASE / "documents")
    made = desk.json("doc", "make", CASE, "--due")
    assert [each["kind"] for each in made] == ["application-form", "internal-notice"]
    assert desk.json("doc", "list", CASE) == made


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("2020-1", "--step", "公示"), 3),
        (("2020-1", "public-notice"), 3),
        ((CASE, "public-notice"), 2),
        ((CASE, "file-cover"), 2),
        ((CASE, "没有这种"), 4),
    ],
)
def test_papers_nobody_may_make_now_are_refused(
    desk: Desk, words: tuple[str, ...], code: int
) -> None:
    before = desk.json("doc", "list", words[0])
    said = desk.run("doc", "make", *words)
    assert said.code == code
    assert desk.json("doc", "list", words[0]) == before


def test_the_results_wait_for_every_project_and_name_those_not_assessed(tmp_path: Path) -> None:
    said = lay_down(paid_bureau(), tmp_path / "工作区").run(
        "doc", "make", "2019-1", "assessment-result"
    )
    assert said.code == 3 and "W643" in said.err
    assert "2019-SX-001、2019-SX-002" in said.err and "2019-SX-003" not in said.err


def receive(desk: Desk, file: Path, *more: str) -> int:
    return desk.run("doc", "receive", CASE, "application-form", file, *more).code


def test_a_received_paper_is_entered_with_digest_and_late_mark(desk: Desk, tmp_path: Path) -> None:
    scan = blank_pdf(tmp_path / "正本.pdf", 2)
    assert receive(desk, scan, "--on", "2020-04-20", "--number", "样字〔2020〕3号") == 0
    record = desk.json("doc", "list", CASE)[-1]
    assert record["pdf"].endswith("-正本.pdf")
    assert (record["number"], record["pages"]) == ("样字〔2020〕3号", 2)
    facts = desk.json("audit", "log", CASE)[-1]["facts"]
    assert facts["补录"] == "是"
    assert facts["摘要"] == record["sha256"]


def test_only_scans_dated_till_today_are_taken_in_once(desk: Desk, tmp_path: Path) -> None:
    text = tmp_path / "正本.txt"
    text.write_text("不是扫描件", "utf-8")
    scan = blank_pdf(tmp_path / "正本.pdf")
    assert receive(desk, text) == 3
    assert receive(desk, scan, "--on", "2099-01-01") == 2
    assert receive(desk, scan) == 0
    assert receive(desk, scan) == 5
    received = [each for each in desk.json("doc", "list", CASE) if "正本" in each["pdf"]]
    assert len(received) == 1


def test_our_own_new_papers_are_made_not_received(desk: Desk, tmp_path: Path) -> None:
    scan = blank_pdf(tmp_path / "通知.pdf")
    assert desk.run("doc", "receive", "2020-1", "work-notice", scan).code == 3
    words = ("doc", "receive", "2020-1", "work-notice", scan, "--on", "2020-04-07")
    assert desk.run(*words).code == 0


def test_verifying_says_what_cannot_be_proved(desk: Desk, tmp_path: Path) -> None:
    said = desk.run("doc", "verify", blank_pdf(tmp_path / "x.pdf"))
    assert said.code == 6
    assert "无法证明完好" in said.out
    broken = tmp_path / "y.pdf"
    broken.write_bytes(b"%PDF-1.7 broken")
    assert desk.run("doc", "verify", broken, "--json").json["intact"] is False


def test_a_shipped_template_passes_and_a_stranger_fails(desk: Desk, tmp_path: Path) -> None:
    shipped = Path(__file__).parents[2] / "doc_templates/templates/work-notice.docx"
    words = ("doc", "template", "check", shipped, "--kind", "work-notice")
    assert desk.json(*words)["findings"] == []
    strange = tmp_path / "x.docx"
    strange.write_bytes(b"PK\x03\x04nothing")
    assert desk.run("doc", "template", "check", strange).code == 3
    guide = desk.json("doc", "template", "fields", "work-notice")
    assert "文.文号" in {each["name"] for group in guide["groups"] for each in group["fields"]}


@pytest.mark.office
def test_a_stamped_paper_waits_for_a_second_person(desk: Desk) -> None:
    file = desk.root / "jiangdang.yaml"
    text = file.read_text("utf-8")
    assert "单人办理: 是" in text
    file.write_text(text.replace("单人办理: 是", "单人办理: 否"), "utf-8")
    said = desk.run("doc", "make", "2020-1", "--due")
    assert said.code == 3
    key = said.err.partition("jiangdang approve ")[2][:8]
    assert desk.run("approve", key).code == 3
    assert len(desk.json("doc", "list", "2020-1")) == 1


def test_a_numbered_paper_spends_no_second_number(desk: Desk) -> None:
    said = desk.run("doc", "make", "2020-1", "work-notice", "--on", "2020-04-07", "--json")
    assert (said.code, said.json["error"]["code"]) == (5, "W640")
    assert len(desk.json("doc", "list", "2020-1")) == 1
