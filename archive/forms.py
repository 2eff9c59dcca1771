"""The forms of a file (GB/T 9705-2008): what cover, item list and note are filled with.

The names are those that the templates use under ``项``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from archive.plan import PackagePlan

_NOTHING_TO_NOTE = "文件齐全，无缺损、修改、补充、移出、销毁情况。"
_MOST_PLACES = 6


def form_context(plan: PackagePlan) -> dict[str, Any]:
    """All fields of the three forms, to stand under ``项``: 封面, 件目 and 备考."""
    return {"封面": _cover(plan), "件目": item_rows(plan), "备考": _note(plan)}


def _cover(plan: PackagePlan) -> dict[str, Any]:
    """案卷封面."""
    dates = sorted(item.dated for item in plan.items if item.dated is not None)
    return {
        "档号": str(plan.reference_code),
        "全宗号": plan.fonds_number,
        "全宗名称": plan.fonds_name,
        "类目名称": str(plan.metadata.get("类目名称", plan.reference_code.category)),
        "案卷题名": plan.title,
        "年度": plan.year,
        "归档号": str(plan.metadata.get("归档号", "")),
        "起": dates[0] if dates else plan.compiled_on,
        "止": dates[-1] if dates else plan.compiled_on,
        "保管期限": str(plan.retention),
        "件数": len(plan.items),
        "页数": plan.page_count,
    }


def item_rows(plan: PackagePlan) -> list[dict[str, Any]]:
    """卷内文件目录: one row per item; the last one's page number gives first and last page."""
    rows = []
    first = 1
    for at, item in enumerate(plan.items, 1):
        last = first + item.page_count - 1
        rows.append(
            {
                "序号": at,
                "文号": item.number,
                "责任者": item.author,
                "题名": item.title,
                "日期": item.dated.strftime("%Y%m%d") if item.dated else "",
                "页号": f"{first}-{last}" if at == len(plan.items) else str(first),
                "备注": item.remark,
            }
        )
        first = last + 1
    return rows


def cross_reference_line(plan: PackagePlan) -> str:
    """互见号: the other files by 档号, each once; of many only the first few."""
    places = list(dict.fromkeys(reference.place for reference in plan.cross_references))
    if len(places) <= _MOST_PLACES:
        return "、".join(places)
    return f"{'、'.join(places[:_MOST_PLACES])}等{len(places)}卷（全部见元数据“互见”）"


def _note(plan: PackagePlan) -> dict[str, Any]:
    """卷内备考表."""
    return {
        "电子文件数": len(plan.items),
        "字节数": sum(item.path.stat().st_size for item in plan.items),
        "互见号": cross_reference_line(plan),
        "说明": plan.note.splitlines() or [_NOTHING_TO_NOTE],
        "立卷人": plan.compiler,
        "检查人": plan.checker,
        "立卷时间": plan.compiled_on,
        "检查时间": plan.checked_on or plan.compiled_on,
    }
