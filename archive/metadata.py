"""The metadata of a package: ``案卷.json``, which readers use."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from archive.plan import item_file
from archive.premis import premis_term

if TYPE_CHECKING:
    from collections.abc import Mapping

    from archive.plan import CrossReference, Event, Item, PackagePlan, Signature

FORMAT_VERSION = 1
SYSTEM = "匠档"


def record_of(plan: PackagePlan, sizes: Mapping[str, int]) -> bytes:
    """``案卷.json``: the same plan gives the same bytes, whenever it is sealed."""
    numbers = items_by_digest(plan)
    record = {
        "格式版本": FORMAT_VERSION,
        "档号": str(plan.reference_code),
        "题名": plan.title,
        "全宗号": plan.fonds_number,
        "全宗名称": plan.fonds_name,
        "年度": plan.year,
        "保管期限": str(plan.retention),
        "密级": classification_of(plan),
        "立档单位": plan.creator,
        "立卷人": plan.compiler,
        "检查人": plan.checker,
        "立卷时间": plan.compiled_on.isoformat(),
        "件数": len(plan.items),
        "页数": plan.page_count,
        "信息系统": SYSTEM,
        "本卷情况说明": plan.note,
        "互见": [_reference(each) for each in plan.cross_references],
        "参见": [_reference(each) for each in plan.former_codes],
        "卷内文件": [_item(plan, at, item, sizes) for at, item in enumerate(plan.items, 1)],
        "业务": [_event(event, numbers) for event in plan.events],
        "著录": plan.metadata,
    }
    text = json.dumps(record, ensure_ascii=False, indent=1, default=str)
    return text.encode() + b"\n"


def classification_of(plan: PackagePlan) -> str:
    """密级 of the file: that of its items where they agree, else the first that is not 公开."""
    found = [item.classification for item in plan.items if item.classification != "公开"]
    return found[0] if found else "公开"


def items_by_digest(plan: PackagePlan) -> dict[str, int]:
    """The number of the item that holds just these bytes, for events to point at."""
    numbers: dict[str, int] = {}
    for at, item in enumerate(plan.items, 1):
        numbers.setdefault(item.digest, at)
    return numbers


def _reference(reference: CrossReference) -> dict[str, object]:
    """互见 or 参见; a number of 0 is left out."""
    told: dict[str, object] = {"档号或批次号": reference.place, "题名": reference.title}
    told |= {"件号": reference.item} if reference.item else {}
    return told | ({"日期": reference.dated} if reference.dated else {})


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
        "文种名称": item.kind_label,
        "环节": item.step,
        "考核要素": item.element,
        "稿本": item.part,
        "密级": item.classification,
        "人名": list(item.people),
        "内容摘要": item.abstract,
        "页数": item.page_count,
        "保管期限": str(item.retention),
        "媒体类型": item.media_type,
        "格式信息": item.format_note or item.media_type,
        "创建程序": item.program,
        "数字化": "纸质文件扫描件" if item.is_scan else "",
        "原文件名": shown_name(item),
        "字节数": sizes[path],
        "摘要": item.digest,
        "备注": item.remark,
        "签名": [_signature(each) for each in item.signatures],
        "来历": dict(item.provenance),
    }


def shown_name(item: Item) -> str:
    """An item's original name as text; bytes that were no UTF-8 as ``\\xNN``."""
    name = item.original_name or item.name
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _signature(signature: Signature) -> dict[str, object]:
    """电子签名 by the names of DA/T 46, with the stamp and whether it held."""
    return {
        "签名规则": signature.rule,
        "签名时间": signature.signed_at,
        "签名人": signature.signer,
        "印章": signature.stamp,
        "签名结果": signature.value,
        "证书": signature.certificate,
        "证书引证": signature.issuer,
        "签名算法标识": signature.algorithm,
        "核验": "完好" if signature.holds else "不完好",
    }


def _event(event: Event, numbers: Mapping[str, int]) -> dict[str, object]:
    """One event, with its PREMIS term and the item it was done to."""
    told: dict[str, object] = {
        "业务行为": event.act,
        "行为时间": event.at.isoformat(),
        "机构人员": event.actor,
        "行为依据": event.basis,
        "行为描述": event.description,
        "行为结果": event.outcome,
        "对象摘要": event.digest,
        "PREMIS": premis_term(event.act),
    }
    return told | ({"件号": numbers[event.digest]} if event.digest in numbers else {})
