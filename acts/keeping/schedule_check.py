"""The 保管期限表 looked over: approved, and every row of it names something we know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases.findings import Finding, Place, Severity
from doc_templates.catalogue import load_catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from acts.bureau import Bureau

FILE_KINDS = ("资助项目案卷", "批次案卷", "未入选案卷")


def schedule_findings(bureau: Bureau) -> Iterator[Finding]:
    """Warnings: an approval that is missing, rows that keep nothing since nobody knows them."""
    schedule = bureau.settings.schedule
    if not schedule.is_approved:
        place = Place("jiangdang.yaml", key="保管期限表.批准文号")
        yield Finding("W780", Severity.WARNING, place, {}, "8号令第12条")
    kinds = load_catalogue(bureau.workspace.templates).values()
    known = {*FILE_KINDS, *(kind.id for kind in kinds), *(kind.label for kind in kinds)}
    for name in schedule.rows:
        if name not in known:
            place = Place("jiangdang.yaml", key=f"保管期限表.{name}")
            yield Finding("W781", Severity.WARNING, place, {"name": name}, "系统默认")
