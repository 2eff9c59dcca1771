"""The forms of a file (GB/T 9705-2008): what cover, item list and note are filled with.

The names are those that the templates use under ``项``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cases.values.days import chinese_date

if TYPE_CHECKING:
    from archive.plan import PackagePlan


def form_context(plan: PackagePlan) -> dict[str, Any]:
    """All fields of the three forms, to stand under ``项``."""
    return {**_cover(plan), "卷内文件": item_rows(plan), **_note(plan)}


def _cover(plan: PackagePlan) -> dict[str, Any]:
    """案卷封面."""
    dates = sorted(item.dated for item in plan.items if item.dated is not None)
    return {
        "档号": str(plan.reference_code),
        "全宗号": plan.fonds_number,
        "全宗名称": plan.fonds_name,
        "类目名称": str(plan.metadata.get("类目名称", "")),
        "案卷题名": plan.title,
        "题名": plan.title,
        "年度": plan.year,
        "案卷号": f"{plan.reference_code.file_number:03d}",
        "立档单位": plan.creator,
        "起始日期": chinese_date(dates[0]) if dates else "",
        "终止日期": chinese_date(dates[-1]) if dates else "",
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
                "顺序号": at,
                "文号": item.number,
                "责任者": item.author,
                "题名": item.title,
                "日期": item.dated.strftime("%Y%m%d") if item.dated else "",
                "页号": f"{first}-{last}" if at == len(plan.items) else str(first),
                "页数": item.page_count,
                "备注": item.remark,
                "档号": str(plan.reference_code.item(at)),
            }
        )
        first = last + 1
    return rows


def _note(plan: PackagePlan) -> dict[str, Any]:
    """卷内备考表."""
    counted = f"本卷共 {len(plan.items)} 件、{plan.page_count} 页，均为电子文件。"
    return {
        "本卷情况说明": plan.note or counted,
        "立卷人": plan.compiler,
        "检查人": plan.checker,
        "立卷时间": chinese_date(plan.compiled_on),
    }
