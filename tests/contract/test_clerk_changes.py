"""Changes through the command line: each a step with its paper, its entry and its log line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cases.yamltext import Put, changed
from cases.yamlwriting import dump
from tests.fixtures.command_line import Desk
from tests.fixtures.funded_workspace import lay_down, paid_bureau
from tests.fixtures.little_bureau import Bureau, awarded_bureau, codes, person, reviewed_bureau
from tests.fixtures.people import CLERK, REVIEWER, Office
from tests.fixtures.sample_story import new_workspace

pytestmark = pytest.mark.office

BATCH, FIRST, SECOND, THIRD = "2019-1", "2019-SX-001", "2019-SX-002", "2019-SX-003"
NEW_NAME = "样例精密装备有限公司"
SERVED = {"送达方式": "直接送达", "送达人": "样送", "受送达人": "样受"}


def laid_down(bureau: Bureau, root: Path) -> Desk:
    """The bureau's files in a demonstration workspace whose one person works alone."""
    new_workspace(root)
    files = {f"batches/{BATCH}/batch.yaml": bureau.batch_text}
    files |= {f"cases/{name}/case.yaml": own for name, own in bureau.texts.items()}
    for path, content in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(content, "utf-8")
    return Desk(root)


@pytest.fixture
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """Two funded projects, a third that was not selected."""
    return laid_down(paid_bureau(), tmp_path_factory.mktemp("变更") / "工作区")


def step(desk: Desk, target: str, name: str, on: str, **facts: object) -> list[dict[str, Any]]:
    """A step with its facts; gives its papers, each there as Word file and as PDF."""
    record = desk.root.parent / f"{name}.yaml"
    record.write_text(dump({"记录": facts}), "utf-8")
    what = "batch" if target.count("-") == 1 else "case"
    done = desk.json(what, "advance", target, name, "--on", on, "--record", record)
    papers: list[dict[str, Any]] = done["documents"]
    for paper in papers:
        assert (desk.root / paper["docx"]).is_file() and (desk.root / paper["pdf"]).is_file()
        for file in (paper["docx"], paper["pdf"]):
            said = desk.run("doc", "lint", desk.root / file, "--json")
            assert said.code == 0, said.out
            assert [f for f in json.loads(said.out)["findings"] if f["severity"] == "error"] == []
    return papers


def pages(desk: Desk, paper: dict[str, Any]) -> str:
    from pypdf import PdfReader

    reader = PdfReader(desk.root / paper["pdf"])
    return "".join("".join(page.extract_text().split()) for page in reader.pages)


def a_unit_is_renamed_and_found_by_either_name(desk: Desk, tmp_path: Path) -> None:
    proof = tmp_path / "登记.txt"
    proof.write_text("准予变更登记", "utf-8")
    desk.json(
        "evidence", "add", SECOND, proof, "--step", "变更单位", "--item", "准予变更登记通知书"
    )
    (paper,) = step(
        desk, SECOND, "change-unit", "2020-01-06", 变更类型="更名", 新名称=NEW_NAME,
        生效日期="2020-01-03", 证明材料=["准予变更登记通知书"], 理由="企业更名",
    )  # fmt: skip
    assert paper["kind"] == "unit-change-approval" and paper["number"]
    text = pages(desk, paper)
    assert NEW_NAME in text and "样例精密机械有限公司" in text
    assert desk.json("case", "show", SECOND)["单位"]["名称"] == NEW_NAME
    desk.json("index", "update")
    for name in (NEW_NAME, "样例精密机械有限公司"):
        assert SECOND in {hit["case"] for hit in desk.json("search", name)["hits"]}
        papers = desk.json("search", "资助", "--unit", name)["hits"]
        assert SECOND in {hit["case"] for hit in papers}


def a_correction_keeps_the_old_fact_and_lists_the_papers(desk: Desk) -> None:
    before = desk.json("case", "show", SECOND)["办理"]
    place = [row["环节"] for row in before].index("disburse") + 1
    (paper,) = step(
        desk, SECOND, "correct", "2020-01-08", 条目=place, 字段="支付凭证号", 新值="P011",
        理由="录入写错",
    )  # fmt: skip
    assert paper["kind"] == "correction-record"
    assert "P011" in pages(desk, paper)
    after = desk.json("case", "show", SECOND)["办理"]
    assert after[: len(before)] == before
    assert after[-1]["记录"]["原值"] == "P001"
    said = desk.run("case", "history", SECOND)
    assert "更正" in said.out and "P011" in said.out


def a_longer_term_has_its_paper(desk: Desk) -> None:
    settings = desk.root / "jiangdang.yaml"
    text = settings.read_text("utf-8")
    settings.write_text(changed(text, [Put(("开放事项", "O28"), "报批延期")]), "utf-8")
    (paper,) = step(
        desk, SECOND, "extend-term", "2020-02-03", 新届满日="2022-12-19", 理由="设备到货推迟",
        批准日期="2020-02-01",
    )  # fmt: skip
    assert "2022年12月19日" in pages(desk, paper)


def another_leader_and_the_agreement_signed_anew(desk: Desk) -> None:
    new = {"姓名": "样新", "身份证号": person(88), "技能等级": "高级技师"}
    (paper,) = step(
        desk, SECOND, "replace-leader", "2020-02-10", 新带头人=new, 理由="原带头人调离",
        批准日期="2020-02-07",
    )  # fmt: skip
    assert person(88) not in pages(desk, paper)
    desk.json("doc", "make", BATCH, "award-notice")
    (agreement,) = step(
        desk, SECOND, "agree", "2020-02-17", 份数=4, 单位代表="样法人", 带头人="样新",
        量化指标=["三项攻关"],
    )  # fmt: skip
    assert agreement["kind"] == "responsibility-agreement" and NEW_NAME in pages(desk, agreement)


def an_award_is_withdrawn_and_the_next_steps_up(desk: Desk) -> None:
    account = {"户名": "样例区财政局", "账号": "6200000000000000099", "开户行": "样例银行"}
    told = step(
        desk, FIRST, "withdrawal-notice", "2020-03-02", 理由="申报材料不实", 追回金额="50000.00",
        送达日期="2020-03-03", **SERVED,
    )  # fmt: skip
    assert [each["kind"] for each in told] == ["withdrawal-prior-notice", "service-receipt"]
    gone = step(
        desk, FIRST, "withdraw", "2020-03-12", 理由="申报材料不实", 批准日期="2020-03-11",
        陈述申辩="在规定期限内未提出", 追回金额="50000.00", 缴款期限="2020-04-30",
        收款账户=account, 送达日期="2020-03-13", **SERVED,
    )  # fmt: skip
    assert "伍万元整" in pages(desk, gone[0])
    (shown,) = step(
        desk, BATCH, "step-up", "2020-03-16", 撤销案卷=FIRST, 递补=[THIRD], 公示起="2020-03-17",
        公示止="2020-03-23", 平台="区政府网站", 咨询电话="021-00000000", 监督电话="021-00000001",
    )  # fmt: skip
    assert shown["kind"] == "substitution-notice"
    (award,) = step(desk, BATCH, "step-up-award", "2020-03-24", 公示结果="无异议")
    assert award["kind"] == "substitution-award-notice" and award["number"]
    assert desk.json("case", "show", THIRD)["资助周期"]["起"] == "2020-03-24"


def the_batch_and_the_statistics_count_a_withdrawn_award_alike(desk: Desk) -> None:
    path = desk.root / f"batches/{BATCH}/batch.yaml"
    before = path.read_text("utf-8")
    quota = {"首席技师资助项目": 1, "技能大师工作室": 0}
    path.write_text(changed(before, [Put(("名额",), quota)]), "utf-8")
    told = desk.run("money", "batch", BATCH, "--json").json
    path.write_text(before, "utf-8")
    assert (told["awarded"], told["paid"], told["clawed_back"]) == (
        "100000.00",
        "100000.00",
        "50000.00",
    )
    assert "M145" in [each["code"] for each in told["findings"]]
    row = desk.json("stats")["totals"]
    assert (row["granted"], row["paid"], row["clawed_back"]) == (
        told["awarded"],
        told["paid"],
        told["clawed_back"],
    )


def who_stepped_up_is_paid_on_a_notice_of_its_own(desk: Desk) -> None:
    step(
        desk, THIRD, "agree", "2020-04-01", 份数=4, 单位代表="样法人", 带头人="样甲",
        量化指标=["三项攻关"],
    )  # fmt: skip
    (notice,) = step(
        desk, BATCH, "disburse", "2020-04-10", 指标文号="样财〔2020〕1号", 支付凭证号="P2",
        拨款日期="2020-04-10",
    )  # fmt: skip
    assert "50,000.00" in pages(desk, notice)
    assert "100,000.00" not in pages(desk, notice)


def test_changes_of_one_batch_follow_one_another(desk: Desk, tmp_path: Path) -> None:
    a_unit_is_renamed_and_found_by_either_name(desk, tmp_path)
    a_correction_keeps_the_old_fact_and_lists_the_papers(desk)
    a_longer_term_has_its_paper(desk)
    another_leader_and_the_agreement_signed_anew(desk)
    an_award_is_withdrawn_and_the_next_steps_up(desk)
    the_batch_and_the_statistics_count_a_withdrawn_award_alike(desk)
    who_stepped_up_is_paid_on_a_notice_of_its_own(desk)


def test_an_objection_is_registered_answered_and_told_without_names(tmp_path: Path) -> None:
    bureau = reviewed_bureau()
    assert codes(bureau.score([FIRST])) == []
    assert codes(bureau.publicise()) == []
    desk = laid_down(bureau, tmp_path / "工作区")
    assert step(
        desk, FIRST, "objection", "2019-06-06", 收到日期="2019-06-05", 形式="书面", 署名="实名",
        异议人="样群众", 反映事项="反映业绩不实",
    ) == []  # fmt: skip
    record = tmp_path / "公布.yaml"
    record.write_text(dump({"记录": {"公示结果": "异议不成立", "异议处理": "已核查"}}), "utf-8")
    blocked = desk.run("batch", "advance", BATCH, "award", "--on", "2019-06-20", "--record", record)
    assert blocked.code == 3 and "L945" in blocked.err
    paper, reply = step(
        desk, FIRST, "answer-objection", "2019-06-12", 异议编号="异议1", 核查情况="调阅原件属实",
        核查结论="不成立", 核查人=["样检一", "样检二"], 处理意见="维持名单", 答复日期="2019-06-12",
        答复方式="书面",
    )  # fmt: skip
    assert "样群众" in pages(desk, paper)
    assert reply["kind"] == "objection-reply" and reply["number"]
    told = pages(desk, reply)
    assert "样群众：" in told and "调阅原件属实。异议不成立。" in told and "业绩不实" not in told
    papers = step(desk, BATCH, "award", "2019-06-20", 公示结果="异议不成立", 异议处理="已核查")
    for each in papers:
        if each["kind"] == "award-notice":
            assert "样群众" not in pages(desk, each) and "业绩不实" not in pages(desk, each)
        elif each["kind"] == "notice-outcome":
            assert "异议1" in pages(desk, each) and "业绩不实" not in pages(desk, each)


def test_a_title_is_taken_back_with_a_decision(tmp_path: Path) -> None:
    desk = laid_down(paid_bureau(1), tmp_path / "工作区")
    record = tmp_path / "取消.yaml"
    record.write_text(dump({"记录": {"理由": "样", "批准日期": "2020-03-01"}}), "utf-8")
    said = desk.run(
        "case", "advance", FIRST, "cancel-title", "--on", "2020-03-02", "--record", record
    )
    assert said.code == 3


def test_nobody_corrects_the_record_alone(tmp_path: Path) -> None:
    office = Office(lay_down(paid_bureau(1), tmp_path / "工作区"))
    before = office.desk.json("case", "show", FIRST)["办理"]
    place = [row["环节"] for row in before].index("disburse") + 1
    words = (
        *("case", "advance", FIRST, "correct", "--on", "2020-01-08", "--set", f"条目={place}"),
        *("--set", "字段=支付凭证号", "--set", "新值=P011", "--set", "理由=录入写错"),
    )
    key = office.asked(*words)
    assert office.desk.json("case", "show", FIRST)["办理"] == before
    assert office.run(CLERK, "approve", key).code != 0
    assert office.run(REVIEWER, "approve", key).code == 0
    said = office.run(CLERK, *words)
    assert said.code == 0, said.err
    told = office.desk.json("case", "show", FIRST)["办理"][-1]
    assert told["记录"]["同意人"] == REVIEWER
    assert "同意人：样核稿" in office.desk.run("case", "history", FIRST).out


def test_a_sealed_case_is_corrected_and_sealed_as_a_new_version(tmp_path: Path) -> None:
    bureau, _ = awarded_bureau(3, 1)
    assert codes(bureau.case(SECOND, "unselected", "2019-07-01", {"理由": "名次在后"})) == []
    desk = laid_down(bureau, tmp_path / "工作区")
    desk.json("doc", "make", SECOND, "application-form")
    seal = ("archive", "seal", SECOND, "--reason", "其余材料在纸质案卷")
    first = desk.json(*seal)
    rows = desk.json("case", "show", SECOND)["办理"]
    place = [row["环节"] for row in rows].index("unselected") + 1
    (paper,) = step(
        desk, SECOND, "correct", rows[-1]["日期"], 条目=place, 字段="理由",
        新值="名次在拟资助名额之后", 理由="写得不全",
    )  # fmt: skip
    assert paper["kind"] == "correction-record"
    second = desk.json(*seal)
    assert (first["version"], second["version"]) == (1, 2)
    assert second["reference_code"] == first["reference_code"]
    assert [row["环节"] for row in desk.json("case", "show", SECOND)["办理"]][-1] == "correct"
    assert desk.json("archive", "verify", first["reference_code"])["faulty"] == []
