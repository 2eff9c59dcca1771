"""What a package says of itself: every element of DA/T 46-2009 that is asked for, in its order."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from archive.plan import Event, PackagePlan
from archive.premis import TERMS, premis_term
from archive.sealing import Sealed, seal
from cases.workspace import Workspace
from tests.fixtures.bags.plans import BATCH_CODE, CODE, FORMER_CODE, NOW, make_plan, make_workspace

# DA/T 46-2009: what an entity must have (domain: minOccurs of DA/T 48), and the order it is in.
REQUIRED = {
    "文件": (
        *(
            "聚合层次",
            "来源/立档单位名称",
            "电子文件号",
            "档号/年度",
            "档号/保管期限",
            "档号/室编件号",
        ),
        *("内容描述/题名", "内容描述/责任者", "内容描述/日期", "内容描述/密级"),
        *("形式特征/文件组合类型", "电子属性/计算机文件名", "电子属性/计算机文件大小"),
    ),
    "案卷": (
        *("聚合层次", "来源/立档单位名称", "电子文件号", "档号/年度", "档号/保管期限"),
        *("内容描述/题名", "内容描述/责任者", "内容描述/日期", "内容描述/密级"),
        "形式特征/文件组合类型",
    ),
}
EVENT = ("业务标识符", "机构人员标识符", "文件标识符", "业务状态", "业务行为", "行为时间")
ORDER = (
    *("聚合层次", "来源", "电子文件号", "档号", "内容描述", "形式特征", "电子属性"),
    *("数字化属性", "电子签名", "存储位置", "权限管理", "附注"),
)
CONTENT_ORDER = (
    *(
        "题名",
        "人名",
        "摘要",
        "分类号",
        "文件编号",
        "责任者",
        "日期",
        "文种",
        "主送",
        "抄送",
        "密级",
    ),
)
SIGNATURE = (*("签名规则", "签名时间", "签名人", "签名结果", "证书", "证书引证", "签名算法标识"),)


@pytest.fixture
def plan(tmp_path: Path) -> PackagePlan:
    return make_plan(make_workspace(tmp_path / "工作区"))


@pytest.fixture
def sealed(plan: PackagePlan, tmp_path: Path) -> Sealed:
    return seal(plan, Workspace(tmp_path / "工作区"), NOW)


def tree(sealed: Sealed) -> ElementTree.Element:
    return ElementTree.parse(sealed.path / "data/元数据/案卷.xml").getroot()


def record(sealed: Sealed) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((sealed.path / "data/元数据/案卷.json").read_bytes())
    return found


def test_every_entity_has_what_da_t_46_asks_for(sealed: Sealed) -> None:
    entities = tree(sealed).findall("文件实体")
    assert len(entities) == 1 + sealed.items
    for entity in entities:
        level = str(entity.findtext("聚合层次"))
        assert [path for path in REQUIRED[level] if not entity.findtext(path)] == []


def test_every_event_and_agent_has_what_da_t_46_asks_for(sealed: Sealed) -> None:
    root = tree(sealed)
    agents = {agent.findtext("机构人员标识符") for agent in root.findall("机构人员实体")}
    for event in root.findall("业务实体"):
        assert [name for name in EVENT if not event.findtext(name)] == []
        assert event.findtext("机构人员标识符") in agents


def test_elements_stand_in_the_order_of_the_standard(sealed: Sealed) -> None:
    for entity in tree(sealed).findall("文件实体"):
        names = [child.tag for child in entity]
        assert names == sorted(names, key=ORDER.index)
        inside = [child.tag for child in entity.findall("内容描述/*")]
        assert inside == sorted(inside, key=CONTENT_ORDER.index)


def test_a_signature_is_told_with_value_certificate_and_algorithm(sealed: Sealed) -> None:
    (signature,) = tree(sealed).findall("文件实体/电子签名")
    assert [child.tag for child in signature] == list(SIGNATURE)
    (told,) = [item["签名"] for item in record(sealed)["卷内文件"] if item["签名"]]
    assert [each["签名结果"] for each in told] == [signature.findtext("签名结果")]
    assert told[0]["核验"] == "完好"


def test_events_point_at_their_item_and_carry_a_term_of_premis(sealed: Sealed) -> None:
    stamp = next(each for each in record(sealed)["业务"] if each["业务行为"] == "stamp")
    assert (stamp["件号"], stamp["PREMIS"]) == (2, "digital signature generation")
    about = [each.findtext("文件标识符") for each in tree(sealed).findall("业务实体")]
    assert f"{CODE}-0002" in about
    assert set(TERMS.values()) >= {premis_term(act) for act in ("make", "validate", "seal")}
    assert premis_term("advance") == "metadata modification"


def test_other_files_are_named_as_互见_and_earlier_codes_as_参见(sealed: Sealed) -> None:
    told = record(sealed)
    assert told["互见"] == [
        {"档号或批次号": BATCH_CODE, "题名": "关于公布名单的通知", "件号": 4, "日期": "2019-06-20"}
    ]
    assert told["参见"] == [{"档号或批次号": FORMER_CODE, "题名": told["题名"]}]
    kinds = [each.findtext("关系类型") for each in tree(sealed).findall("实体关系")]
    assert {"包含", "业务", "互见", "参见"} == set(kinds)


def test_a_file_number_of_a_scan_and_of_a_program_are_told(sealed: Sealed) -> None:
    items = record(sealed)["卷内文件"]
    assert [item["创建程序"] for item in items] == ["", "LibreOffice 7.4", ""]
    scans = tree(sealed).findall("文件实体/数字化属性")
    assert [scan.findtext("数字化对象形态") for scan in scans] == ["纸质文件"]


def test_an_event_without_an_actor_is_the_creators(plan: PackagePlan, tmp_path: Path) -> None:
    plan = replace(plan, events=(Event("make", plan.compiled_on, ""),))
    root = tree(seal(plan, Workspace(tmp_path / "工作区"), NOW))
    assert root.findtext("业务实体/机构人员标识符") == "机构1"


def test_the_same_plan_gives_the_same_metadata_whenever_it_is_sealed(
    plan: PackagePlan, tmp_path: Path
) -> None:
    workspace = Workspace(tmp_path / "工作区")
    first = seal(plan, workspace, NOW)
    assert seal(plan, workspace, NOW.replace(year=2030)).root == first.root
