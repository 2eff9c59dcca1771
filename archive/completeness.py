"""What a plan must have before it is sealed (DA/T 70-2018 items GD-1 and GD-2)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from archive.plan import FORM_NAMES, RECORDS_FOLDER, item_file
from archive.verification import PACKAGE_METADATA, PACKAGE_XML, name_faults
from cases.findings import Finding, Place, Severity
from cases.values.retention import RetentionPeriod

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archive.plan import Item, PackagePlan

_DIGEST = re.compile("sha256:[0-9a-f]{64}")
_PATH_LIMIT = 240


def check_plan(plan: PackagePlan) -> tuple[Finding, ...]:
    """Every fault of a plan at once."""
    found = [*_file_findings(plan), *_form_findings(plan), *_name_findings(plan)]
    for at, item in enumerate(plan.items, 1):
        place = f"第 {at} 件 {item.title or item.name}"
        found.extend((*_item_findings(place, item), *_day_findings(place, plan, item)))
    return tuple(found)


def _finding(code: str, place: str, clause: str, **facts: object) -> Finding:
    """An error about one part of the plan."""
    texts = {name: str(value) for name, value in facts.items()}
    return Finding(code, Severity.ERROR, Place(key=place), {"place": place, **texts}, clause)


def _file_findings(plan: PackagePlan) -> Iterator[Finding]:
    """Faults of the file as a whole."""
    if not plan.items:
        yield _finding("A301", "卷内文件", "DA/T 70 GD-2-7")
    described = {"案卷题名": plan.title, "全宗名称": plan.fonds_name, "立档单位": plan.creator}
    people = {"立卷人": plan.compiler, "检查人": plan.checker}
    for label, value in {**described, **people}.items():
        if not value.strip():
            yield _finding("A302", label, "DA/T 70 GD-2-4")
    code = plan.reference_code
    if not code.is_file or not code.file_number:
        yield _finding("A303", "档号", "DA/T 13-2022、DA/T 70 GD-1-7", reference_code=code)
    if code.retention is not plan.retention:
        yield _finding("A304", "保管期限", "DA/T 70 GD-1-4", retention=plan.retention)
    longest = RetentionPeriod.longest([plan.retention, *(item.retention for item in plan.items)])
    if str(code) in {reference.place for reference in plan.former_codes}:
        yield _finding("A314", "参见", "DA/T 70 GD-1-8", reference_code=code)
    if longest is not plan.retention:
        yield _finding(
            "A305", "保管期限", "DA/T 70 GD-1-4", retention=plan.retention, longest=longest
        )


def _item_findings(place: str, item: Item) -> Iterator[Finding]:
    """Faults of one item."""
    if not item.title.strip():
        yield _finding("A306", place, "DA/T 70 GD-2-4", label="题名")
    if not item.author.strip():
        yield _finding("A306", place, "DA/T 70 GD-2-4", label="责任者")
    if item.dated is None:
        yield _finding("A306", place, "DA/T 70 GD-2-4", label="日期")
    if item.page_count < 1:
        yield _finding("A307", place, "DA/T 70 GD-2-3", pages=item.page_count)
    if _DIGEST.fullmatch(item.digest) is None:
        yield _finding("A308", place, "DA/T 70 GD-1-14")


def _day_findings(place: str, plan: PackagePlan, item: Item) -> Iterator[Finding]:
    """No item is of a later day than the file was compiled on."""
    if item.dated is not None and item.dated > plan.compiled_on:
        facts = {"dated": item.dated, "compiled_on": plan.compiled_on}
        yield _finding("A313", place, "DA/T 70 GD-1-5", **facts)


def _form_findings(plan: PackagePlan) -> Iterator[Finding]:
    """Cover, item list and note, each once (GB/T 9705-2008)."""
    names = [form.name for form in plan.forms]
    for name in FORM_NAMES:
        if names.count(name) != 1:
            yield _finding("A309", name, "GB/T 9705-2008、DA/T 70 GD-2-10")
    for name in sorted(set(names) - set(FORM_NAMES)):
        yield _finding("A310", name, "DA/T 70 GD-2-10")


def _name_findings(plan: PackagePlan) -> Iterator[Finding]:
    """Names that would not travel, or that would fall together."""
    items = [item_file(at, item) for at, item in enumerate(plan.items, 1)]
    records = [f"{RECORDS_FOLDER}/{record.name}" for record in plan.records]
    seen: set[str] = {PACKAGE_METADATA, PACKAGE_XML}
    for path in (*items, *records):
        faults = [fault for part in path.split("/") for fault in name_faults(part)]
        too_deep = path in items and path.count("/") != 1
        if faults or too_deep or len(path) > _PATH_LIMIT:
            yield _finding(
                "A311", path, "DA/T 70 GD-1-6", reason="、".join(faults) or "路径过长或过深"
            )
        if path.casefold() in seen:
            yield _finding("A312", path, "DA/T 70 GD-1-8")
        seen.add(path.casefold())
