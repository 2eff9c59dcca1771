"""四性检测报告: a test as a paper, and the whole result as JSON beside it."""

from __future__ import annotations

import json
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from acts.keeping.testing_packages import payload_bytes
from acts.papers.records import FOLDER
from acts.search.spoken import grouped_digits, said_time
from archive.four_properties.items import NOTES
from archive.four_properties.model import ASPECTS, RESULTS, STANDARD

if TYPE_CHECKING:
    from collections.abc import Sequence

    from acts.papers.records import DocumentRecord
    from archive.four_properties.model import ItemResult, TestResult
    from archive.reading import Package

# In a folder of its own, for beside a document only its record is JSON.
RESULTS_FOLDER = "四性检测"


def result_bytes(result: TestResult) -> bytes:
    """The whole result as it is kept."""
    return (json.dumps(result.as_json(), ensure_ascii=False, indent=1) + "\n").encode()


def result_path(record: DocumentRecord) -> str:
    """Where the result of a report lies: ``documents/四性检测/NN-四性检测结果.json``."""
    folder, _, name = record.docx.rpartition("/")
    number = name.partition("-")[0]
    return f"{folder.removesuffix(FOLDER)}{FOLDER}/{RESULTS_FOLDER}/{number}-四性检测结果.json"


def test_form(result: TestResult, package: Package) -> dict[str, Any]:
    """检测: what the report's template names."""
    record, counted = package.record, result.counted
    said = "，".join(f"{name}{counted[name]}项" for name in RESULTS)
    return {
        "档号": result.reference_code,
        "版本": result.version,
        "题名": package.title,
        "件数": record.get("件数", len(package.items)),
        "字节数": f"{payload_bytes(package):,}",
        "环节": result.occasion.label,
        "时间": said_time(result.time),
        "依据": STANDARD,
        "工具": f"匠档 {version('jiangdang')}",
        "根摘要": grouped_digits(result.root),
        "检测人": result.operator,
        "结论": f"{_verdict(result)}{said}。",
        "附注": list(NOTES),
        "四性": [_property(name, result.results) for name in ASPECTS],
    }


test_form.__test__ = False  # type: ignore[attr-defined]  # pytest: no test of its own


def _verdict(result: TestResult) -> str:
    """In a word: not passed, not yet decided, or passed."""
    if result.failed:
        return "不合格："
    return "尚有须人工检测的项目：" if result.questions else "合格："


def _property(name: str, results: Sequence[ItemResult]) -> dict[str, Any]:
    """One of the four properties with its items."""
    own = [each for each in results if each.item.aspect == name]
    counted = {word: sum(each.result == word for each in own) for word in RESULTS}
    return {"名称": name, **counted, "项目": [_row(each) for each in own]}


def _row(each: ItemResult) -> dict[str, str]:
    item = each.item
    return {
        "编号": item.code,
        "名称": item.name,
        "目的": item.purpose,
        "对象": item.subject,
        "依据": item.basis,
        "结果": each.result,
        "说明": each.detail,
        "检测人": each.operator,
        "时间": f"{each.time:%Y-%m-%d %H:%M}",
    }
