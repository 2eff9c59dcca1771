"""The metadata in a package: ``案卷.json``, ``案卷.xml`` and the case file, read with care."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree
from xml.parsers import expat

from archive.four_properties.files import read_within
from archive.verification import PACKAGE_METADATA, PACKAGE_XML, TAG_FILE_LIMIT
from cases.casefile import BatchFile, CaseFile, parse_batch, parse_case
from cases.errors import JiangdangError
from cases.obstacles import obstacle

if TYPE_CHECKING:
    from pathlib import Path

CASE_FILES: Mapping[str, Callable[[str], CaseFile | BatchFile]] = {
    "case.yaml": parse_case,
    "batch.yaml": parse_batch,
}
_FOLDER = "data/元数据/案卷文件"
# What is one value and neither a list nor a mapping.
_SINGLE = frozenset((
    "件号", "档号", "文件", "题名", "责任者", "日期", "保管期限", "字节数", "摘要", "文号",
    "文种", "环节", "考核要素", "稿本", "密级", "页数", "媒体类型", "原文件名", "备注", "全宗号",
    "年度", "全宗名称", "立档单位", "立卷人", "检查人", "立卷时间", "件数", "本卷情况说明",
    "业务行为", "行为时间", "机构人员", "行为依据", "行为描述",
))  # fmt: skip


class _ForeignDeclarationError(Exception):
    """A document type declaration, which may define entities."""


def read_record(root: Path) -> tuple[dict[str, Any], str]:
    """``案卷.json``, or nothing and why; lists where one value belongs become text and a fault."""
    try:
        record = json.loads(read_within(root, PACKAGE_METADATA, TAG_FILE_LIMIT))
    except OSError as error:
        return {}, f"案卷.json读不出来（{obstacle(error)}）"
    except (ValueError, RecursionError):
        return {}, "案卷.json解析不了"
    if not isinstance(record, dict):
        return {}, "案卷.json不是规定的结构"
    folded = _flattened(record)
    for key in ("卷内文件", "业务"):
        rows = record.get(key)
        for row in rows if isinstance(rows, list) else ():
            folded = (isinstance(row, dict) and _flattened(row)) or folded
    return record, "案卷.json有项目不是单一的值" if folded else ""


def _flattened(row: dict[str, Any]) -> bool:
    """Turn lists and mappings into text where one value belongs; whether there were any."""
    odd = [key for key in _SINGLE & set(row) if isinstance(row[key], list | dict)]
    for key in odd:
        row[key] = str(row[key])
    return bool(odd)


def read_xml(root: Path) -> tuple[ElementTree.Element | None, str]:
    """``案卷.xml``, or None and why; a document type declaration is refused unread."""
    try:
        content = read_within(root, PACKAGE_XML, TAG_FILE_LIMIT)
        _refuse_declarations(content)
        return ElementTree.fromstring(content), ""  # noqa: S314 - no declaration, so no entity
    except OSError as error:
        return None, f"案卷.xml读不出来（{obstacle(error)}）"
    except _ForeignDeclarationError:
        return None, "案卷.xml带有文档类型声明（可能夹带实体），不予解析"
    except (expat.ExpatError, ElementTree.ParseError, ValueError, RecursionError):
        return None, "案卷.xml解析不了"


def _refuse_declarations(content: bytes) -> None:
    def refuse(*_: object) -> None:
        raise _ForeignDeclarationError

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.Parse(content, True)


def read_case_file(root: Path, files: Mapping[str, int]) -> tuple[CaseFile | BatchFile | None, str]:
    """The case or batch file kept in the package, or None and why."""
    for name, parse in CASE_FILES.items():
        if f"{_FOLDER}/{name}" in files:
            try:
                return parse(read_within(root, f"{_FOLDER}/{name}", TAG_FILE_LIMIT).decode()), ""
            except (OSError, ValueError, JiangdangError):
                return None, f"包内的{name}读不懂"
    return None, "包内没有案卷文件"
