"""The metadata of a package: ``案卷.json`` and the XML of DA/T 46-2009."""

from __future__ import annotations

import json
import mimetypes
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

from archive.plan import item_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from archive.plan import Event, Item, PackagePlan

FORMAT_VERSION = 1
# Acts of ours by the event types that PREMIS 3 keeps.
PREMIS_TERMS: Mapping[str, str] = {
    "make": "creation",
    "receive": "capture",
    "evidence": "capture",
    "stamp": "digital signature generation",
    "sign": "digital signature generation",
    "validate": "validation",
    "digest": "message digest calculation",
    "convert": "normalization",
    "advance": "metadata modification",
    "seal": "information package creation",
    "transfer": "transfer",
    "verify": "fixity check",
}


def record_of(plan: PackagePlan, sizes: Mapping[str, int]) -> bytes:
    """``案卷.json``: the same plan gives the same bytes, whenever it is sealed."""
    record = {
        "格式版本": FORMAT_VERSION,
        "档号": str(plan.reference_code),
        "题名": plan.title,
        "全宗号": plan.fonds_number,
        "全宗名称": plan.fonds_name,
        "年度": plan.year,
        "保管期限": str(plan.retention),
        "立档单位": plan.creator,
        "立卷人": plan.compiler,
        "检查人": plan.checker,
        "立卷时间": plan.compiled_on.isoformat(),
        "件数": len(plan.items),
        "页数": plan.page_count,
        "本卷情况说明": plan.note,
        "卷内文件": [_item(plan, at, item, sizes) for at, item in enumerate(plan.items, 1)],
        "业务": [_event(event) for event in plan.events],
        "著录": plan.metadata,
    }
    text = json.dumps(record, ensure_ascii=False, indent=1, default=str)
    return text.encode() + b"\n"


def _item(plan: PackagePlan, at: int, item: Item, sizes: Mapping[str, int]) -> dict[str, Any]:
    """One item as ``案卷.json`` tells it."""
    path = item_file(at, item)
    return {
        "件号": at,
        "档号": str(plan.reference_code.item(at)),
        "文件": path,
        "题名": item.title,
        "文号": item.number,
        "责任者": item.author,
        "日期": item.dated.isoformat() if item.dated else "",
        "文种": item.kind,
        "环节": item.step,
        "考核要素": item.element,
        "稿本": item.part,
        "页数": item.page_count,
        "保管期限": str(item.retention),
        "媒体类型": item.media_type,
        "原文件名": _shown(item.original_name or item.name),
        "字节数": sizes[path],
        "摘要": item.digest,
        "备注": item.remark,
        "来历": dict(item.provenance),
    }


def _shown(name: str) -> str:
    """An original name as text; bytes that were no UTF-8 as ``\\xNN``."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _event(event: Event) -> dict[str, str]:
    """One event, with its PREMIS term."""
    return {
        "业务行为": event.act,
        "行为时间": event.at.isoformat(),
        "机构人员": event.actor,
        "行为依据": event.basis,
        "行为描述": event.description,
        "PREMIS": PREMIS_TERMS.get(event.act, "metadata modification"),
    }


def xml_of(plan: PackagePlan, sizes: Mapping[str, int]) -> bytes:
    """The metadata by the element names of DA/T 46-2009."""
    root = ElementTree.Element("文件元数据", {"标准": "DA/T 46-2009"})
    people = sorted({event.actor for event in plan.events} | {plan.compiler, plan.checker} - {""})
    _append_file(root, plan)
    for at, item in enumerate(plan.items, 1):
        _append_item(root, plan, at, item, sizes[item_file(at, item)])
    for number, event in enumerate(plan.events, 1):
        _append_event(root, number, event, people)
    _append_agents(root, plan, people)
    ElementTree.indent(root, " ")
    return bytes(ElementTree.tostring(root, "utf-8", xml_declaration=True)) + b"\n"


def _put(parent: ElementTree.Element, pairs: Iterable[tuple[str, object]]) -> None:
    """Append a child per pair, leaving out what nobody knows."""
    for name, value in pairs:
        if value not in ("", None):
            ElementTree.SubElement(parent, name).text = _xml_text(str(value))


def _xml_text(text: str) -> str:
    """Text without the signs that XML 1.0 does not know."""
    return "".join(sign if sign.isprintable() or sign in "\t\n" else "\ufffd" for sign in text)


def _branch(
    parent: ElementTree.Element, name: str, *pairs: tuple[str, object]
) -> ElementTree.Element:
    """Append a composite element."""
    element = ElementTree.SubElement(parent, name)
    _put(element, pairs)
    return element


def _append_source(entity: ElementTree.Element, plan: PackagePlan) -> None:
    """M2 来源."""
    _branch(entity, "来源", ("全宗名称", plan.fonds_name), ("立档单位名称", plan.creator))


def _code_pairs(plan: PackagePlan) -> list[tuple[str, object]]:
    """The parts of M8 档号 that file and item share."""
    code = plan.reference_code
    return [
        ("全宗号", code.fonds),
        ("年度", code.year),
        ("保管期限", code.retention),
        ("机构或问题", code.office),
        ("类别号", code.category),
        ("室编案卷号", f"{code.file_number:03d}"),
    ]


def _append_file(root: ElementTree.Element, plan: PackagePlan) -> None:
    """The file as a whole (M1 案卷)."""
    entity = _branch(root, "文件实体", ("聚合层次", "案卷"))
    _append_source(entity, plan)
    _put(entity, [("电子文件号", plan.reference_code)])
    _put(_branch(entity, "档号", ("编号", plan.reference_code)), _code_pairs(plan))
    _branch(entity, "内容描述", ("题名", plan.title), ("责任者", plan.creator))
    pages = ("页数", plan.page_count)
    _branch(entity, "形式特征", ("文件组合类型", "组合文件"), ("件数", len(plan.items)), pages)


def _append_item(
    root: ElementTree.Element, plan: PackagePlan, at: int, item: Item, size: int
) -> None:
    """One item (M1 文件)."""
    code = plan.reference_code.item(at)
    entity = _branch(root, "文件实体", ("聚合层次", "文件"))
    _append_source(entity, plan)
    _put(entity, [("电子文件号", code)])
    composite = _branch(entity, "档号", ("编号", code))
    _put(composite, [*_code_pairs(plan), ("室编件号", f"{at:04d}")])
    _append_content(entity, item)
    _branch(
        entity,
        "形式特征",
        ("文件组合类型", "单件"),
        ("页数", item.page_count),
        ("语种", "汉语"),
        ("稿本", item.part),
    )
    _append_bytes(entity, plan, at, item, size)


def _append_content(entity: ElementTree.Element, item: Item) -> None:
    """M21 内容描述."""
    _branch(
        entity,
        "内容描述",
        ("题名", item.title),
        ("文件编号", item.number),
        ("责任者", item.author),
        ("日期", item.dated.strftime("%Y%m%d") if item.dated else ""),
        ("文种", item.kind),
        ("密级", item.provenance.get("密级", "公开")),
    )


def _append_bytes(
    entity: ElementTree.Element, plan: PackagePlan, at: int, item: Item, size: int
) -> None:
    """M46 电子属性, M65 存储位置 and M76 附注."""
    _branch(
        entity,
        "电子属性",
        ("格式信息", item.media_type or mimetypes.guess_type(item.name)[0]),
        ("计算机文件名", item_file(at, item).removeprefix("data/")),
        ("计算机文件大小", size),
        ("原计算机文件名", _shown(item.original_name)),
        ("数字摘要", item.digest),
    )
    _branch(entity, "存储位置", ("当前位置", item_file(at, item)))
    _put(entity, [("附注", item.remark)])


def _append_event(root: ElementTree.Element, number: int, event: Event, people: list[str]) -> None:
    """业务实体 (M81 to M85), with its PREMIS event type."""
    _branch(
        root,
        "业务实体",
        ("业务标识符", f"业务{number}"),
        ("机构人员标识符", f"人员{people.index(event.actor) + 1}"),
        ("业务状态", "历史行为"),
        ("业务行为", event.act),
        ("PREMIS事件类型", _event(event)["PREMIS"]),
        ("行为时间", event.at.isoformat()),
        ("行为依据", event.basis),
        ("行为描述", event.description),
    )


def _append_agents(root: ElementTree.Element, plan: PackagePlan, people: list[str]) -> None:
    """机构人员实体 (M77 to M80)."""
    agents = [("机构1", "单位", plan.creator)]
    agents += [(f"人员{at}", "个人", name) for at, name in enumerate(people, 1)]
    for identifier, sort, name in agents:
        _branch(
            root,
            "机构人员实体",
            ("机构人员标识符", identifier),
            ("机构人员类型", sort),
            ("机构人员名称", name),
        )
