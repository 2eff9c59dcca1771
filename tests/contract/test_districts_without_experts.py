"""A bureau's own policy without review, experts or agreement, from `init` to the archive."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest

from cases.policy.loading import load_policy
from tests.fixtures.command_line import Desk
from tests.fixtures.districts import District
from tests.fixtures.districts_papers import paper, papers

pytestmark = [pytest.mark.office]

OWN = "wuping-2025"
SHOWN = {
    "公示起": "2025-04-15",
    "公示止": "2025-04-21",
    "平台": "本市政府网站",
    "咨询电话": "000-00000000",
    "监督电话": "000-00000001",
    "电子邮箱": "sample@example.invalid",
    "网址": "https://example.invalid/gs",
}


def own_policy(root: Path) -> District:
    """Pudong's policy with the experts left out, among the bureau's own."""
    shipped = files("cases").joinpath("policies", "pudong-2025.yaml").read_text("utf-8")
    text = shipped.replace("编号: pudong-2025", f"编号: {OWN}").replace("专家差额评审, ", "")
    here = District(Desk(root / "工作区"), load_policy(text, f"{OWN}.yaml"), 2025)
    here.desk.json("init", here.desk.root, "--policy", "pudong-2025")
    (here.desk.root / "policies" / f"{OWN}.yaml").write_text(text, "utf-8")
    values = {
        "政策": OWN,
        "名额": {here.programme.label: 1},
        "名称": "2025年申报",
        "联系人": "样联络",
        "联系电话": "000-00000000",
        "申报起": "2025-03-03",
        "申报截止": "2025-03-31",
    }
    opened = ("batch", "open", here.batch, "--record", here._file("开批", values))
    here.desk.json(*opened, "--on", "2025-03-03")
    return here


def test_a_bureau_may_do_without_experts(tmp_path: Path) -> None:
    here = own_policy(tmp_path)
    here.move_batch("下发工作通知", "2025-03-03", 联系人="样联络", 联系电话="000-00000000")
    first, second = here.bring_in(2, "2025-03-20")
    for name in (first, second):
        here.move(name, "申报", "2025-03-20")
    said = here.desk.run("batch", "advance", here.batch, "专家差额评审", "--on", "2025-04-10")
    assert said.code == 3 and "没有“专家差额评审”这个环节" in said.err
    here.move_batch("公示", "2025-04-14", **SHOWN, 入选=[first])
    here.move(second, "未入选", "2025-04-14", 理由="名额所限")
    here.move_batch("公布", "2025-04-23", 公示结果="无异议")
    here.pay("2025-05-12")
    line = "{日期: 2025-10-10, 金额: 80000.00, 资金来源: 资助资金, 用途: 技术攻关, 凭证号: 样凭-1}"
    here.desk.json("case", "edit", first, "--set", f"经费.支出=[{line}]")
    here.assess(first, "2026-03-10", 88, "合格")
    here.prove(first)
    here.move(first, "结项", "2026-03-31", 结论="合格", 余额="0.00", 余额处理="已用完")
    found = papers(here)
    assert [name for name, text in found.items() if "专家差额评审" in text] == []
    unit = here.cases[first].split("名称: ")[2].split("\n")[0]
    assert unit in paper(found, "拟资助名单公示")
    here.seal(first, second, here.batch)
