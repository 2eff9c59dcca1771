"""The chapter on writing a policy: every piece of it loads, its tables are the product's."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from cases.policy.checks import CHECKS
from cases.policy.explaining import explain
from cases.policy.loading import load_policy
from cases.policy.publishing import policy_schema
from cases.policy.scaffolding import neutral_points_text
from cases.yamlnodes import compose, plain
from tests.fixtures.command_line import Desk
from tests.unit.test_docs_handbook import chapter, table

CHAPTER = chapter("写一个政策")
BLOCKS = re.findall(r"^```yaml\n# (.*)\n((?:.*\n)*?)```$", CHAPTER, re.MULTILINE)
POINTS = neutral_points_text().replace("默认: ''", "默认: 样人社", 1)
COMPLETE = [text for mark, text in BLOCKS if mark.startswith("完整的例子")]
PIECES = [(mark, text) for mark, text in BLOCKS if not mark.startswith("完整的例子")]
AFTERWARDS = "另把“拨款”移到“届满考核”之后"


def put_in(mark: str, text: str) -> str:
    """The complete example with one piece of the chapter put where its mark says."""
    whole: dict[str, Any] = plain(compose(COMPLETE[0] + POINTS, "x"))
    place = {"放在最外层": whole, "放进项目": whole["项目"][0]}[mark.partition("（")[0]]
    place.update(plain(compose(text, "x")))
    if AFTERWARDS in mark:
        whole["环节"]["批次"].remove("拨款")
        steps = whole["环节"]["案卷"]
        steps.remove("拨款")
        steps.insert(steps.index("届满考核") + 1, "拨款")
    return yaml.safe_dump(whole, allow_unicode=True, sort_keys=False, default_style='"')


def test_the_chapter_has_a_complete_example_and_pieces_for_every_part():
    assert len(COMPLETE) == 1
    assert len(PIECES) > 15
    assert len(BLOCKS) == CHAPTER.count("```yaml")


@pytest.mark.parametrize("text", COMPLETE)
def test_a_complete_example_is_a_policy(text):
    assert explain(load_policy(text + POINTS, "policy.yaml"))


@pytest.mark.parametrize(("mark", "text"), PIECES, ids=[text.split(":")[0] for _, text in PIECES])
def test_each_piece_holds_where_it_is_put(mark, text):
    assert explain(load_policy(put_in(mark, text), "policy.yaml"))


def test_the_rubric_of_the_chapter_has_thirteen_lines_of_a_hundred_points():
    rubric = next(each for each in PIECES if each[1].startswith("考核:"))
    assessment = load_policy(put_in(*rubric), "policy.yaml").assessment
    items = [item.weight for element in assessment.elements for item in element.items]
    assert (len(items), sum(items), len(assessment.deductions)) == (13, 100, 8)


def test_the_pieces_show_every_key_there_is():
    schema = policy_schema()
    names = {key for part in _objects(schema) for key in part["properties"]}
    grounds = set(schema["properties"]["规则依据"]["properties"])
    points = {"类型", "默认", "至少", "来源", "问题"}
    told = "".join(text for _, text in BLOCKS) + CHAPTER
    assert {name for name in names - grounds - points if name not in told} == set()


def _objects(part: Any):
    if isinstance(part, dict):
        if "properties" in part:
            yield part
        for inner in part.values():
            yield from _objects(inner)
    if isinstance(part, list):
        for inner in part:
            yield from _objects(inner)


ROWS = {
    "三明 2025": (
        {"发文机关": "样例市人力资源和社会保障局、样例市财政局"},
        """名额: {数量: 10, 起: 2025-01-01, 止: 2025-12-31, 范围: 年度}
资助: {金额: 30000, 来源: 就业补助资金}""",
        ("资助 3万元", "从就业补助资金列支", "名额 10 个", "样例市财政局"),
    ),
    "泸州 2021": (
        {
            "表述": [
                {
                    "条款": "R1",
                    "载体": "问题",
                    "环节": "初审",
                    "答问": "主管委办局",
                    "内容": "原件？",
                }
            ]
        },
        """名额: {数量: 5, 起: 2021-01-01, 止: 2021-12-31, 每部门不多于: 2}
资助: {金额: 50000, 方式: 一次性}""",
        ("每个主管部门至多推荐 2 个", "资助 5万元，一次性", "名额 5 个"),
    ),
    "国家级 2017": (
        {"示例值": ["项目.studio.名额", "项目.studio.周期"]},
        """资助: {金额: 100000, 方式: 一次性}
周期: {月数: 36}""",
        ("资助 10万元", "【示例】"),
    ),
}


@pytest.mark.parametrize(("top", "programme", "told"), ROWS.values(), ids=ROWS.keys())
def test_the_rows_of_other_places_are_written_as_the_chapter_says(top, programme, told):
    whole: dict[str, Any] = plain(compose(COMPLETE[0] + POINTS, "x"))
    whole.update(top)
    whole["项目"][0].update(plain(compose(programme, "x")))
    text = yaml.safe_dump(whole, allow_unicode=True, sort_keys=False, default_style='"')
    said = "\n".join(explain(load_policy(text, "policy.yaml")))
    assert [words for words in told if words not in said] == []


def test_the_table_of_checks_is_whole():
    told = table(CHAPTER, "| 检查 | 核对什么 |")
    assert {row[0].strip("`"): row[1] for row in told} == dict(CHECKS)


def test_the_table_of_grounds_is_whole():
    grounds = policy_schema()["properties"]["规则依据"]["properties"]
    told = {row[0]: row[1] for row in table(CHAPTER, "| 把关 | 说的是 |")}
    assert told == {name: part["description"] for name, part in grounds.items()}


def test_the_fields_checks_and_grounds_are_printed_without_a_workspace(tmp_path):
    desk = Desk(tmp_path)
    told = desk.json("policy", "fields")
    kinds = next(row for row in told["fields"] if row["field"] == "单位.类型")
    assert kinds["values"][:2] == ["企业", "职业院校"]
    assert [row["check"] for row in told["checks"]] == list(CHECKS)
    printed = desk.run("policy", "fields").out
    assert "带头人.技能等级" in printed
    assert "公示公布" in printed
