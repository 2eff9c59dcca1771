"""The XML of an EEP without its bytes: elements of DA/T 46-2009 in the order of DA/T 48-2009.

Where the bytes go stands a mark, ``@@1@@``, alone in its 编码数据, where nothing else stands.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from archive.metadata_xml import xml_text
from cases.values.reference_code import ReferenceCode

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from archive.eep.layers import Layer

NAMESPACE = "http://www.saac.gov.cn/standards/ERM/encapsulation"
_FORMAT = "本EEP根据中华人民共和国档案行业标准DA/T 48-2009《基于XML的电子文件封装规范》生成"
_ORIGINAL = "本封装包包含电子文件数据及其元数据，原始封装，未经修改"
_CHANGED = "本封装包包含电子文件数据及其元数据，系修改封装，在保留原封装包的基础上，添加了修改层"
_CODING = (
    "本封装包中“编码数据”元素存储的是计算机文件二进制流的Base64编码，有关Base64编码规则参见"
    "IETF RFC 2045多用途邮件扩展（MIME）第一部分：互联网信息体格式。当提取和显现封装在编码数据元素"
    "中的计算机文件时，应对Base64编码进行反编码，并依据封装包中“反编码关键字”元素中记录的值还原"
    "计算机文件的扩展名"
)
_NO_MEDIUM = "未脱机保存"
_CREATOR = "机构1"


@dataclass(slots=True)
class Capsule:
    """The text around the bytes, and the layers whose bytes go in, in their order.

    ``labels`` are the Chinese names of what was done, by the words of the log.
    """

    made_at: str
    program: str
    labels: Mapping[str, str] = field(default_factory=dict)
    layers: list[Layer] = field(default_factory=list)


def capsule_xml(capsule: Capsule, layers: Sequence[Layer]) -> bytes:
    """The XML of one item; several layers make it a 修改型."""
    root = Element("电子文件封装包", {"xmlns": NAMESPACE})
    _put(root, [("封装包格式描述", _FORMAT), ("版本", "2009")])
    root.append(_signed(capsule, layers, capsule.made_at))
    indent(root, " ")
    return bytes(tostring(root, "utf-8", xml_declaration=True)) + b"\n"


def _put(parent: Element, pairs: Iterable[tuple[str, object]]) -> Element:
    """Append a child per pair, leaving out what nobody knows."""
    for name, value in pairs:
        if value not in ("", None):
            _must(parent, name, value)
    return parent


def _must(parent: Element, name: str, value: object) -> None:
    """Append a child that the standard wants, even when there is nothing to say."""
    SubElement(parent, name).text = xml_text(str(value or ""))


def _branch(parent: Element, name: str, *pairs: tuple[str, object]) -> Element:
    return _put(SubElement(parent, name), pairs)


def _signed(capsule: Capsule, layers: Sequence[Layer], made_at: str) -> Element:
    """被签名对象 of the last layer, with the earlier ones nested in it."""
    *earlier, newest = layers
    signed = Element("被签名对象", {"eep版本": "2009"})
    sort = ("修改型", _CHANGED) if earlier else ("原始型", _ORIGINAL)
    creator = newest.record.get("立档单位", "")
    pairs = zip(("封装包类型", "封装包类型描述"), sort, strict=True)
    _put(signed, [*pairs, ("封装包创建时间", made_at)])
    _must(signed, "封装包创建单位", creator)
    if earlier:
        changed = _branch(signed, "修改封装内容", ("修改标识符", f"修改{len(earlier)}"))
        original = SubElement(changed, "原封装包")
        original.append(_signed(capsule, earlier, earlier[-1].sealed_at))
        _blocks(capsule, SubElement(changed, "修订内容"), newest, len(earlier))
    else:
        _blocks(capsule, SubElement(signed, "封装内容"), newest, 0)
    return signed


def _blocks(capsule: Capsule, parent: Element, layer: Layer, change: int) -> None:
    """文件实体块, 业务实体块, 机构人员实体块."""
    block = SubElement(parent, "文件实体块")
    _append_file(capsule, SubElement(block, "文件实体"), layer, change)
    _branch(
        block,
        "文件实体关系",
        ("文件标识符", layer.item.get("档号")),
        ("被关联文件标识符", layer.record.get("档号")),
        ("关系", "隶属于"),
        ("关系描述", f"案卷《{layer.record.get('题名', '')}》的第{layer.item.get('件号')}件"),
    )
    people = sorted({str(event.get("机构人员", "")) for event in _events(layer)} - {""})
    _append_events(capsule, SubElement(parent, "业务实体块"), layer, people)
    _append_agents(SubElement(parent, "机构人员实体块"), layer, people)


def _append_file(capsule: Capsule, entity: Element, layer: Layer, change: int) -> None:
    """文件实体: what the item is, where it lies, its bytes."""
    record, item = layer.record, layer.item
    _put(entity, [("聚合层次", "文件")])
    _must(
        _branch(entity, "来源", ("全宗名称", record.get("全宗名称"))),
        "立档单位名称",
        record.get("立档单位"),
    )
    _must(entity, "电子文件号", item.get("档号"))
    _append_code(entity, ReferenceCode.parse(str(item["档号"])))
    _append_content(entity, layer)
    pages = item.get("页数")
    _branch(
        entity,
        "形式特征",
        ("文件组合类型", "单件"),
        ("页数", pages if isinstance(pages, int) and pages > 0 else ""),
        ("语种", "汉语"),
        ("稿本", item.get("稿本")),
    )
    place = f"{record.get('档号')}/v{layer.version}/{item['文件']}"
    medium = ("脱机载体编号", _NO_MEDIUM)
    _branch(entity, "存储位置", ("当前位置", place), medium)
    SubElement(entity, "权限管理")
    remarks = (item.get("备注"), f"封存包第{layer.version}版，根摘要{layer.root}")
    _put(entity, [("信息系统描述", capsule.program), *(("附注", text) for text in remarks)])
    _append_bytes(capsule, SubElement(entity, "文件数据"), layer, change)


def _append_code(entity: Element, code: ReferenceCode) -> None:
    """档号: the whole code, then its parts."""
    element = SubElement(entity, "档号")
    element.text = str(code)
    _put(
        element,
        [
            ("全宗号", code.fonds),
            ("年度", code.year),
            ("保管期限", code.retention),
            ("机构或问题", code.office),
            ("室编案卷号", f"{code.file_number:03d}" if code.file_number else ""),
            ("室编件号", code.item_number),
        ],
    )


def _append_content(entity: Element, layer: Layer) -> None:
    """内容描述."""
    item = layer.item
    about = SubElement(entity, "内容描述")
    _must(about, "题名", item.get("题名"))
    people = item.get("人名")
    named = "、".join(map(str, people)) if isinstance(people, list) else ""
    _put(about, [("人名", named), ("摘要", item.get("内容摘要")), ("文件编号", item.get("文号"))])
    _must(about, "责任者", item.get("责任者"))
    _must(about, "日期", str(item.get("日期", "")).replace("-", ""))
    _put(about, [("文种", item.get("文种名称") or item.get("文种"))])
    _must(about, "密级", classification_of(item))


def classification_of(item: Mapping[str, object]) -> str:
    """密级 of an item as ``案卷.json`` tells it; 公开 where it is silent."""
    origin = item.get("来历")
    told = origin.get("密级") if isinstance(origin, dict) else ""
    return str(item.get("密级") or told or "公开")


def _append_bytes(capsule: Capsule, parent: Element, layer: Layer, change: int) -> None:
    """文件数据: one document of one computer file; its bytes come later."""
    item, name = layer.item, f"修改{change}-文档1"
    file = PurePosixPath(str(item["文件"]))
    document = _branch(parent, "文档", ("文档标识符", name), ("文档主从声明", "主文档"))
    _must(document, "题名", item.get("题名"))
    holder = SubElement(document, "文档数据", {"文档数据ID": f"{name}-文档数据1"})
    code = SubElement(holder, "编码", {"编码ID": f"{name}-文档数据1-编码1"})
    _branch(
        code,
        "电子属性",
        ("格式信息", item.get("格式信息") or item.get("媒体类型")),
        ("计算机文件名", file.name),
        ("计算机文件大小", item.get("字节数")),
        ("文档创建程序", item.get("创建程序")),
    )
    _put(code, [("编码描述", _CODING)])
    _must(code, "反编码关键字", file.suffix.removeprefix("."))
    place = SubElement(code, "编码数据", {"编码数据ID": f"{name}-文档数据1-编码1-编码数据1"})
    capsule.layers.append(layer)
    place.text = f"@@{len(capsule.layers)}@@"


def _events(layer: Layer) -> list[dict[str, object]]:
    """业务 of the file as far as it is not of another item alone, and the sealing."""
    held, own = layer.record.get("业务"), layer.item.get("件号")
    rows = [event for event in held if isinstance(event, dict)] if isinstance(held, list) else []
    told = [event for event in rows if event.get("件号", own) == own]
    sealing = {
        "业务行为": "seal",
        "行为时间": layer.sealed_at,
        "机构人员": layer.record.get("立卷人", ""),
        "行为描述": f"封存第{layer.version}版",
    }
    return [*told, sealing]


def _append_events(capsule: Capsule, block: Element, layer: Layer, people: list[str]) -> None:
    """业务实体, each by a person or, where none is named, by the body."""
    for number, event in enumerate(_events(layer), 1):
        actor = str(event.get("机构人员", ""))
        entity = _branch(
            block,
            "业务实体",
            ("业务标识符", f"业务{number}"),
            ("机构人员标识符", f"人员{people.index(actor) + 1}" if actor else _CREATOR),
            ("文件标识符", layer.item.get("档号")),
            ("业务状态", "历史行为"),
        )
        done = str(event.get("业务行为", ""))
        _must(entity, "业务行为", capsule.labels.get(done, done))
        _must(entity, "行为时间", event.get("行为时间"))
        _put(entity, [(key, event.get(key)) for key in ("行为依据", "行为描述")])


def _append_agents(block: Element, layer: Layer, people: list[str]) -> None:
    """机构人员实体: the body first."""
    agents = [(_CREATOR, "单位", str(layer.record.get("立档单位", "")))]
    agents += [(f"人员{at}", "个人", name) for at, name in enumerate(people, 1)]
    for identifier, sort, name in agents:
        entity = _branch(
            block, "机构人员实体", ("机构人员标识符", identifier), ("机构人员类型", sort)
        )
        _must(entity, "机构人员名称", name)
