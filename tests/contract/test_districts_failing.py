"""A studio of Dongguan that fails: three months to mend, failing again, the title gone."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest

from tests.fixtures.districts import District, WordDesk, district
from tests.fixtures.districts_lives import built_in_dongguan

ORDER = {
    "事由": "届满考核不合格",
    "问题类型": "项目管理",
    "要求": ["完成未完成的建设任务", "提交整改报告"],
    "送达方式": "直接送达",
    "送达日期": "2026-01-26",
    "送达人": "样送",
    "受送达人": "样受",
}


@pytest.fixture
def failed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[District, str]:
    monkeypatch.setenv("JIANGDANG_SOFFICE", "/没有/soffice")
    here = district(tmp_path, "dongguan-2024", 2024, kind_of_desk=WordDesk)
    case = built_in_dongguan(here)
    here.assess(case, "2026-01-15", 52.5, "不合格")
    here.move(case, "限期整改", "2026-01-26", **ORDER)
    return here, case


def paper(here: District, case: str, name: str) -> str:
    (path,) = (here.desk.root / "cases" / case / "documents").glob(f"*{name}*.docx")
    with zipfile.ZipFile(path) as package:
        return re.sub(r"<[^>]+>", "", package.read("word/document.xml").decode())


def test_the_order_to_mend_tells_of_the_assessment_and_its_three_months(
    failed: tuple[District, str],
) -> None:
    order = paper(*failed, "责令限期整改通知书")
    assert "得52.5分" in order
    assert "考核结论为“不合格”" in order
    assert "2026年4月26日前完成" in order
    assert "整改期限为三个月" in order
    assert "检查人员" not in order


def test_money_is_not_paid_and_the_title_stays_while_there_is_time_to_mend(
    failed: tuple[District, str],
) -> None:
    here, case = failed
    gone = {"理由": "届满考核不合格", "批准日期": "2026-02-02"}
    assert "L027" in here.refused(case, "取消称号", "2026-02-03", **gone)
    payment = ("--set", "指标文号=样", "--set", "支付凭证号=样", "--set", "拨款日期=2026-02-03")
    said = here.desk.run("batch", "advance", here.batch, "拨款", "--on", "2026-02-03", *payment)
    assert (said.code, "L417" in said.err) == (3, True)


def test_a_studio_that_fails_again_loses_its_title_by_a_decision(
    failed: tuple[District, str],
) -> None:
    here, case = failed
    here.assess(case, "2026-03-09", 55, "不合格")
    here.move(case, "取消称号", "2026-04-28", 理由="再次验收不合格", 批准日期="2026-04-27")
    decision = paper(here, case, "取消称号")
    assert "东莞市技能大师工作室建设和奖补办法" in decision
    assert "静安" not in decision


def test_a_workspace_of_another_place_bears_its_bureaus_name(tmp_path: Path) -> None:
    here = district(tmp_path, "dongguan-2024", 2024)
    here.desk.json("init", here.desk.root, "--policy", "dongguan-2024")
    settings = (here.desk.root / "jiangdang.yaml").read_text("utf-8")
    assert "机关全称: 东莞市人力资源和社会保障局" in settings
    assert "发文机关代字: 东人社" in settings
    assert "市财政局，市审计局" in settings
    assert "静安" not in settings.replace("静安区样例", "")
