"""Templates belong to the clerk: taken out, edited, checked, used, and recorded."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from docx import Document

from cases.register.reading import Register
from cases.workspace import Workspace
from tests.contract.test_clerk_numbers import NOTICE
from tests.fixtures import wild_word as word
from tests.fixtures.command_line import Desk, Said

OWN = "doc_templates/work-notice.docx"


@pytest.fixture
def clerk(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A desk where no LibreOffice is needed."""
    monkeypatch.setenv("JIANGDANG_SOFFICE", "/没有/soffice")
    return desk


def notify(desk: Desk) -> Said:
    return desk.run("batch", "advance", "2020-1", "notify", "--on", "2020-04-07", *NOTICE)


def edited(desk: Desk, old: str, new: str) -> bytes:
    """Change a text of the bureau's own template as Word would, and give its bytes."""
    path = desk.root / OWN
    document = Document(str(path))
    changed = [run for each in document.paragraphs for run in each.runs if old in run.text]
    assert changed
    for run in changed:
        run.text = run.text.replace(old, new)
    document.save(str(path))
    return path.read_bytes()


def paper(desk: Desk) -> tuple[dict[str, object], str]:
    """The record of the notice beside the text of its Word file."""
    (record,) = desk.json("doc", "list", "2020-1")
    docx = desk.root / record["docx"]
    beside = json.loads(docx.with_suffix(".json").read_text("utf-8"))
    return beside, "\n".join(each.text for each in Document(str(docx)).paragraphs)


def test_an_edited_copy_wins_and_its_digest_is_recorded(clerk: Desk) -> None:
    assert clerk.json("doc", "template", "copy", "申报工作通知") == [OWN]
    own = edited(clerk, "择优拟定资助名单", "择优拟定资助名单（样例改动）")
    assert clerk.run("doc", "template", "check", OWN).code == 0
    assert notify(clerk).code == 7
    record, text = paper(clerk)
    assert "择优拟定资助名单（样例改动）" in text
    assert record["template"] == f"sha256:{hashlib.sha256(own).hexdigest()}"


def test_an_untouched_copy_prints_what_the_shipped_one_prints(clerk: Desk, tmp_path: Path) -> None:
    clerk.json("doc", "template", "copy", "work-notice")
    notify(clerk)
    record, _ = paper(clerk)
    (listed,) = clerk.json("doc", "list", "2020-1")
    content = (clerk.root / listed["docx"]).read_bytes()
    other = Desk(tmp_path / "别处" / "工作区")
    other.root.parent.mkdir()
    other.furnish()
    notify(other)
    assert paper(other)[0]["template"] == record["template"]
    (listed,) = other.json("doc", "list", "2020-1")
    assert (other.root / listed["docx"]).read_bytes() == content


def test_a_faulty_copy_stops_the_step_and_voids_its_number(clerk: Desk) -> None:
    clerk.json("doc", "template", "copy", "work-notice")
    edited(clerk, "择优拟定", "{{ 案卷.名称 }}")
    said = notify(clerk)
    assert said.code == 3
    assert "D226" in said.err
    assert "第" in said.err
    assert clerk.json("doc", "list", "2020-1") == []
    (clerk.root / OWN).unlink()
    assert notify(clerk).code == 7
    assert clerk.json("doc", "list", "2020-1")[0]["number"] == "静人社〔2020〕2号"
    (voided, used) = Register(Workspace(clerk.root)).numbers("静人社", 2020)
    assert (voided.state, used.state) == ("作废", "正式")


def test_a_hostile_copy_stops_the_step_by_name(clerk: Desk) -> None:
    content = word.word_file(word.paragraph("甲"), extra={"word/vbaProject.bin": b"x"})
    (clerk.root / "doc_templates").mkdir(exist_ok=True)
    (clerk.root / OWN).write_bytes(content)
    said = notify(clerk)
    assert said.code == 3
    assert "D114" in said.err
    assert "D250" in said.err


def test_a_copy_that_was_edited_is_not_overwritten(clerk: Desk) -> None:
    clerk.json("doc", "template", "copy", "work-notice")
    assert clerk.run("doc", "template", "copy", "work-notice").code == 0
    own = edited(clerk, "择优拟定", "特此告知")
    said = clerk.run("doc", "template", "copy", "work-notice")
    assert (said.code, "W697" in said.err) == (5, True)
    assert (clerk.root / OWN).read_bytes() == own


def test_both_templates_of_the_application_form_are_copied(clerk: Desk) -> None:
    assert clerk.json("doc", "template", "copy", "application-form") == [
        "doc_templates/application-form-chief.docx",
        "doc_templates/application-form-studio.docx",
    ]


def test_templates_are_copied_into_a_workspace_only(tmp_path: Path) -> None:
    said = Desk(tmp_path).run("doc", "template", "copy", "work-notice")
    assert (said.code, "W101" in said.err) == (4, True)


def test_a_check_tells_fields_required_and_not_used_and_the_other_way_round(
    clerk: Desk, tmp_path: Path
) -> None:
    path = tmp_path / "file-note.docx"
    path.write_bytes(word.word_file(word.paragraph("{{ 项.备考.立卷人 }}{{ 项.封面.档号 }}")))
    told = clerk.json("doc", "template", "check", path)
    assert told["kind"] == "file-note"
    assert told["fields"] == ["项.备考.立卷人", "项.封面.档号"]
    assert told["declared_unused"] == ["项.备考.检查人"]
    assert told["used_undeclared"] == ["项.封面.档号"]
    said = clerk.run("doc", "template", "check", path)
    assert "没有用到：项.备考.检查人" in said.out
    assert "没有列为必填：项.封面.档号" in said.out


def test_a_check_prints_code_place_and_advice(clerk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "甲.docx"
    path.write_bytes(word.word_file(word.table(word.row("单位", "{{ 案.单位.名稱 }}"))))
    said = clerk.run("doc", "template", "check", path)
    assert said.code == 3
    assert "[D228]" in said.out
    assert "甲.docx 第1个表格第1行第2格" in said.out
    assert "案.单位.名称" in said.out


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04", b"%PDF-1.7", bytes.fromhex("d0cf11e0a1b11ae1")]
)
def test_a_check_of_something_else_says_so(clerk: Desk, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "甲.docx"
    path.write_bytes(content)
    said = clerk.run("doc", "template", "check", path, "--json")
    assert said.code == 3
    assert [each["code"] for each in said.json["findings"]] in (["D113"], ["D116"])


def test_the_fields_of_a_kind_are_listed_with_meaning_and_example(clerk: Desk) -> None:
    guide = clerk.json("doc", "template", "fields", "拨付资助经费的通知")
    groups = {group["name"]: group for group in guide["groups"]}
    assert guide["kind"] == "disbursement-notice"
    rows = {each["mark"]: each for each in groups["拨款明细"]["fields"]}
    assert groups["拨款明细"]["loop"] == "{%tr for 行 in 拨款明细 %} … {%tr endfor %}"
    assert rows["{{ 行.金额|金额 }}"] == {
        "name": "拨款明细[].金额", "mark": "{{ 行.金额|金额 }}", "meaning": "资助金额",
        "type": "金额", "example": "50,000.00", "used": True, "required": False,
    }  # fmt: skip
    shown = {each["example"]: each["result"] for each in guide["filters"]}
    assert shown["{{ 额|大写金额 }}"] == "伍万元整"
    assert shown["{{ 日|中文日期 }}"] == "二〇一九年三月二十五日"
    assert shown["{{ 号|脱敏 }}"] == "110105********002X"
    assert "项.封面" not in groups
    everything = clerk.json("doc", "template", "fields", "拨付资助经费的通知", "--all")
    assert len(everything["groups"]) > len(guide["groups"])


def test_every_mark_offered_passes_the_check(clerk: Desk, tmp_path: Path) -> None:
    guide = clerk.json("doc", "template", "fields", "application-form", "--all")
    lines = []
    for group in guide["groups"]:
        body = "".join(each["mark"] for each in group["fields"])
        if group["loop"]:
            marks = group["loop"].replace("{%tr", "{%").split("…")
            middle = len(marks) // 2
            body = "".join((*marks[:middle], body, *marks[middle:]))
        lines.append(word.paragraph(body.replace("[键]", "[案.项目类别]")))
    path = tmp_path / "全部.docx"
    path.write_bytes(word.word_file("".join(lines)))
    told = json.loads(clerk.run("doc", "template", "check", path, "--json").out)
    assert [each["message"] for each in told["findings"]] == []


def test_the_list_reads_in_chinese(clerk: Desk) -> None:
    said = clerk.run("doc", "template", "fields", "work-notice")
    assert said.code == 0
    for words in ("标记", "含义", "【局】本机关", "{{ 局.机关全称 }}", "【过滤器】", "已用"):
        assert words in said.out


def test_a_template_of_fifty_pages_is_checked_in_time(clerk: Desk, tmp_path: Path) -> None:
    rows = word.row("单位", "{{ 案.单位.名称 }}") * 1500
    path = tmp_path / "长.docx"
    path.write_bytes(word.word_file(word.table(rows)))
    assert clerk.run("doc", "template", "check", path).code == 0
