"""案卷目录.XML and 文件目录.XML: the eight columns of 档发〔2012〕7号 附件2, written and read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

from archive.eep.describing import classification_of
from archive.metadata_xml import xml_text
from archive.transfer.layout import place_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from archive.reading import Package

COLUMNS = ("顺序号", "档号", "责任者", "题名", "日期", "密级", "电子档案名称", "备注")
FILES, ITEMS = ("案卷目录", "案卷"), ("文件目录", "文件")
_DECLARED = re.compile(r"\s*<\?xml[^>]*?\?>")
_ENCODING = re.compile(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9_-]+)[\"']")
_ENCODINGS = {"utf-8": "utf-8", "gb18030": "gb18030", "gb2312": "gb18030", "gbk": "gb18030"}
Row = tuple[str, ...]


def file_rows(newest: Sequence[Package]) -> list[Row]:
    """A row for each package: what stands in 案卷目录."""
    return [_file_row(at, package) for at, package in enumerate(newest, 1)]


def _file_row(at: int, package: Package) -> Row:
    record = package.record
    items = [item for item in record.get("卷内文件", []) if isinstance(item, dict)]
    days = sorted(filter(None, (_day(item) for item in items)))
    span = days[0] if len(set(days)) == 1 else "-".join((days[0], days[-1])) if days else ""
    found = [classification_of(item) for item in items]
    secret = next((each for each in found if each != "公开"), "公开")
    remark = f"{len(items)}件；保管期限{record.get('保管期限', '')}"
    if package.version > 1:
        remark += f"；共{package.version}版，以第{package.version}版为准"
    author, title = record.get("立档单位", ""), record.get("题名", "")
    place = f"{_shown_place(package)}/v{package.version}"
    return _texts(at, package.reference_code, author, title, span, secret, place, remark)


def item_rows(newest: Sequence[Package]) -> list[Row]:
    """A row for each item of the newest versions: what stands in 文件目录."""
    rows = ((package, item) for package in newest for item in package.items)
    return [_item_row(at, package, item) for at, (package, item) in enumerate(rows, 1)]


def _item_row(at: int, package: Package, item: Mapping[str, Any]) -> Row:
    place = f"{_shown_place(package)}/v{package.version}/{item.get('文件', '')}"
    number = item.get("文号")
    remark = "；".join(
        filter(None, (str(item.get("备注") or ""), f"文号{number}" if number else ""))
    )
    code, author, title = (item.get(key) for key in ("档号", "责任者", "题名"))
    return _texts(at, code, author, title, _day(item), classification_of(item), place, remark)


def _shown_place(package: Package) -> str:
    return place_of(package.reference_code).removeprefix("data/")


def _day(item: Mapping[str, Any]) -> str:
    """A day as eight digits (DA/T 22-2015 5.5)."""
    return str(item.get("日期") or "").replace("-", "")


def _texts(*values: object) -> Row:
    return tuple(xml_text(str(value or "")) for value in values)


def list_xml(names: tuple[str, str], rows: Iterable[Row]) -> bytes:
    """A list as XML in UTF-8; ``names`` are those of the list and of a row."""
    root = ElementTree.Element(names[0])
    for row in rows:
        element = ElementTree.SubElement(root, names[1])
        for name, value in zip(COLUMNS, row, strict=True):
            ElementTree.SubElement(element, name).text = value
    ElementTree.indent(root, " ")
    text = ElementTree.tostring(root, "unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'.encode()


def read_list(names: tuple[str, str], content: bytes) -> list[Row]:
    """The rows of a list in UTF-8 or GB18030; raises ValueError where it is none.

    A document type, and with it every entity, is refused before anything is parsed.
    """
    text = _text(content)
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise ValueError("含有文档类型声明")
    try:
        root = ElementTree.fromstring(_DECLARED.sub("", text, count=1))  # noqa: S314
    except ElementTree.ParseError as error:
        raise ValueError(str(error)) from error
    if root.tag != names[0]:
        raise ValueError(f"根元素不是{names[0]}")
    return list(_rows(root, names[1]))


def _text(content: bytes) -> str:
    found = _ENCODING.match(content.lstrip()[:200])
    encoding = _ENCODINGS.get(found[1].decode().lower() if found else "utf-8")
    if encoding is None:
        raise ValueError("编码不是 UTF-8 或 GB18030")
    return content.decode(encoding).lstrip("\ufeff")


def _rows(root: ElementTree.Element, unit: str) -> Iterator[Row]:
    for at, element in enumerate(root, 1):
        names = tuple(child.tag for child in element)
        if element.tag != unit or names != COLUMNS:
            raise ValueError(f"第{at}条的栏目不是规定的八项")
        yield tuple(child.text or "" for child in element)
