"""What the handbook tabulates is what the product holds, and its record files can be read."""

from __future__ import annotations

import re
import shlex

import pytest

from cases.lifecycle.change_fields import CHANGE_FIELDS as CHANGED
from cases.lifecycle.record_fields import RECORD_FIELDS as RECORDED
from cases.lifecycle.steps import find_step
from cases.policy.library import find_policy
from cases.recordfile import parse_record
from cases.schema.shipped import SchemaName, load_schema
from cases.settings import Role
from cases.words import sentences
from cli.console import EXIT_CODES
from tests.tools.handbook import HANDBOOK, Step, files_and_steps

CHAPTERS = sorted([*HANDBOOK.glob("*.md"), *HANDBOOK.glob("角色/*.md")])
_CODE = re.compile(r"(?<![A-Za-z0-9])([A-EIJLMPSTVWY]\d{3})(?!\d)")
_FONDS = "J099"


def chapter(name: str) -> str:
    return next(HANDBOOK.glob(f"*{name}.md")).read_text(encoding="utf-8")


def table(text: str, heads: str) -> list[list[str]]:
    """The rows of the table below a line of heads."""
    rows = text.split(heads, 1)[1].strip().splitlines()[1:]
    taken: list[list[str]] = []
    for row in rows:
        if not row.startswith("|"):
            break
        taken.append([cell.strip() for cell in row.strip("|").split("|")])
    return taken


def test_the_table_of_open_points_is_the_policys():
    points = find_policy("jingan-2019", None).open_points.values()
    told = table(chapter("政策与未定事项"), "| 编号 | 事项 | 问题 | 默认值 |")
    assert told == [[each.id, each.key, each.question, each.value] for each in points]


def test_the_table_of_settings_is_the_schemas():
    schema = load_schema(SchemaName.SETTINGS)
    told = {row[0]: row[1] == "是" for row in table(chapter("设置"), "| 键 | 必填 | 说明 |")}
    assert told == {key: key in schema["required"] for key in schema["properties"]}


def test_the_table_of_exit_codes_is_the_commands():
    told = {int(row[0]) for row in table(chapter("出错与退出码"), "| 退出码 | 意思 | 怎么办 |")}
    assert told == {0, *EXIT_CODES.values()}


def test_the_table_of_letters_covers_every_code():
    told = {row[0] for row in table(chapter("出错与退出码"), "| 首字母 | 范围 |")}
    assert told == {code[0] for code in sentences()}


def test_the_table_of_roles_is_whole():
    named = "".join(row[0] for row in table(chapter("人员与同意"), "| 角色 | 做什么 |"))
    assert {role for role in Role if role not in named} == set()


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_every_code_named_is_a_code_of_ours(path):
    named = set(_CODE.findall(path.read_text(encoding="utf-8")))
    assert named - set(sentences()) - {_FONDS} == set()


def records_used() -> list[tuple[str, str, str]]:
    """Each record file that a chapter hands to a step: its name, text and step."""
    held: dict[str, str] = {}
    used = []
    for path in CHAPTERS:
        for found in files_and_steps(path.read_text(encoding="utf-8")):
            if not isinstance(found, Step):
                held[found[0]] = found[1]
                continue
            words = shlex.split(found.command, comments=False) if "advance" in found.command else []
            if "--record" in words:
                name = words[words.index("--record") + 1]
                used.append((name, held[name], words[4]))
    return used


@pytest.mark.parametrize(("name", "text", "step"), records_used())
def test_a_record_file_of_the_handbook_can_be_read(name, text, step):
    facts, answers = parse_record(text, name, step)
    assert facts or answers


@pytest.mark.parametrize("step", ["report", "follow-on", "cancel-title"])
def test_a_step_of_some_policies_has_an_example_with_every_key(step):
    name = f"{find_step(step).label}样例.yaml"
    found = dict(each for each in files_and_steps(chapter("周期内")) if isinstance(each, tuple))
    wanted = {**RECORDED, **CHANGED}[step]
    facts, _ = parse_record(found[name], name, step)
    assert {each.key for each in wanted} <= set(facts)


def test_every_key_of_a_list_that_may_be_left_out_is_told():
    keys = [each.key for each in RECORDED["award"] if not each.required]
    assert [key for key in keys if key not in chapter("第一个批次")] == []
