"""The metadata of a package as ``案卷.xml``, by the elements of DA/T 46-2009, in its order."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree

from archive.metadata import SYSTEM, classification_of, items_by_digest, shown_name
from archive.plan import item_file
from archive.premis import VOCABULARY, premis_term

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from archive.plan import Event, Item, PackagePlan

_DECLARATION = "<?xml version='1.0' encoding='utf-8'?>"
_Pairs = list[tuple[str, object]]


def xml_of(plan: PackagePlan, sizes: Mapping[str, int]) -> bytes:
    """Entities of the file and its items, of what was done, of whom, and how they belong."""
    root = ElementTree.Element("文件元数据", {"标准": "DA/T 46-2009"})
    people, numbers = _people(plan), items_by_digest(plan)
    _append_file(root, plan)
    page = 1
    for at, item in enumerate(plan.items, 1):
        _append_item(root, plan, at, page, sizes[item_file(at, item)])
        page += item.page_count
    for number, event in enumerate(plan.events, 1):
        about = _object_of(plan, event, numbers)
        _append_event(root, number, event, about, people)
    _append_agents(root, plan, people)
    _append_relations(root, plan, numbers)
    ElementTree.indent(root, " ")
    return f"{_DECLARATION}\n{ElementTree.tostring(root, 'unicode')}\n".encode()


def _people(plan: PackagePlan) -> list[str]:
    """Everyone who did something to the file, by name."""
    found = {event.actor for event in plan.events} | {plan.compiler, plan.checker}
    return sorted(found - {""})


def _put(parent: ElementTree.Element, pairs: Iterable[tuple[str, object]]) -> None:
    """Append a child per pair, leaving out what nobody knows."""
    for name, value in pairs:
        if value not in ("", None):
            ElementTree.SubElement(parent, name).text = xml_text(str(value))


def xml_text(text: str) -> str:
    """Text without the signs that XML 1.0 does not know."""
    if text.isprintable():
        return text
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


def _code_pairs(plan: PackagePlan) -> _Pairs:
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
    days = sorted(f"{item.dated:%Y%m%d}" for item in plan.items if item.dated)
    _branch(
        entity,
        "内容描述",
        ("题名", plan.title),
        ("责任者", plan.creator),
        ("日期", "-".join(dict.fromkeys([*days[:1], *days[-1:]]))),
        ("密级", classification_of(plan)),
    )
    pages = ("页数", plan.page_count)
    _branch(entity, "形式特征", ("文件组合类型", "组合文件"), ("件数", len(plan.items)), pages)
    _branch(entity, "电子属性", ("信息系统描述", SYSTEM))
    _put(entity, [("附注", plan.note)])


def _append_item(
    root: ElementTree.Element, plan: PackagePlan, at: int, page: int, size: int
) -> None:
    """One item (M1 文件), which begins on that page of the file (M20)."""
    item, code = plan.items[at - 1], plan.reference_code.item(at)
    entity = _branch(root, "文件实体", ("聚合层次", "文件"))
    _append_source(entity, plan)
    _put(entity, [("电子文件号", code)])
    composite = _branch(entity, "档号", ("编号", code))
    _put(composite, [*_code_pairs(plan), ("室编件号", f"{at:04d}"), ("页号", page)])
    _append_content(entity, item)
    _branch(
        entity,
        "形式特征",
        ("文件组合类型", "单件"),
        ("页数", item.page_count),
        ("语种", "汉语"),
        ("稿本", item.part),
    )
    _append_bytes(entity, at, item, size)
    _append_signatures(entity, item)
    _branch(entity, "存储位置", ("当前位置", item_file(at, item)))
    _put(entity, [("附注", item.remark)])


def _append_content(entity: ElementTree.Element, item: Item) -> None:
    """M21 内容描述."""
    _branch(
        entity,
        "内容描述",
        ("题名", item.title),
        *(("人名", name) for name in item.people),
        ("摘要", item.abstract),
        ("文件编号", item.number),
        ("责任者", item.author),
        ("日期", item.dated.strftime("%Y%m%d") if item.dated else ""),
        ("文种", item.kind_label or item.kind),
        ("密级", item.classification),
    )


def _append_bytes(entity: ElementTree.Element, at: int, item: Item, size: int) -> None:
    """M46 电子属性, and M52 数字化属性 of a scan."""
    _branch(
        entity,
        "电子属性",
        ("格式信息", item.format_note or item.media_type),
        ("计算机文件名", item_file(at, item).removeprefix("data/")),
        ("计算机文件大小", size),
        ("文档创建程序", item.program),
        ("信息系统描述", SYSTEM),
        ("原计算机文件名", shown_name(item)),
        ("数字摘要", item.digest),
    )
    if item.is_scan:
        _branch(entity, "数字化属性", ("数字化对象形态", "纸质文件"))


def _append_signatures(entity: ElementTree.Element, item: Item) -> None:
    """M57 电子签名, one for each signature of the file."""
    for each in item.signatures:
        _branch(
            entity,
            "电子签名",
            ("签名规则", each.rule),
            ("签名时间", each.signed_at),
            ("签名人", each.signer),
            ("签名结果", each.value),
            ("证书", each.certificate),
            ("证书引证", each.issuer),
            ("签名算法标识", each.algorithm),
        )


def _append_event(
    root: ElementTree.Element, number: int, event: Event, about: object, people: list[str]
) -> None:
    """业务实体 (M81 to M85), with its PREMIS event type, outcome and object."""
    who = f"人员{people.index(event.actor) + 1}" if event.actor else "机构1"
    entity = _branch(
        root,
        "业务实体",
        ("业务标识符", f"业务{number}"),
        ("机构人员标识符", who),
        ("文件标识符", about),
        ("业务状态", "历史行为"),
        ("业务行为", event.act),
        ("行为时间", event.at.isoformat()),
        ("行为依据", event.basis),
        ("行为描述", event.description),
    )
    kind = ElementTree.SubElement(entity, "PREMIS事件类型", {"词表": VOCABULARY})
    kind.text = premis_term(event.act)
    _put(entity, [("行为结果", event.outcome), ("对象摘要", event.digest)])


def _object_of(plan: PackagePlan, event: Event, numbers: Mapping[str, int]) -> object:
    """The item that an event is about, else the file."""
    at = numbers.get(event.digest)
    return plan.reference_code.item(at) if at else plan.reference_code


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


def _append_relations(
    root: ElementTree.Element, plan: PackagePlan, numbers: Mapping[str, int]
) -> None:
    """实体关系 (M86 to M88): items in their file, events on their items, 互见 and 参见."""
    code = plan.reference_code
    for at in range(1, len(plan.items) + 1):
        _relate(root, code.item(at), code, "包含", "属于")
    for number, event in enumerate(plan.events, 1):
        _relate(root, f"业务{number}", _object_of(plan, event, numbers), "业务", "形成或处理")
    for each in plan.cross_references:
        item = f"第{each.item}件" if each.item else ""
        _relate(root, code, each.place, "互见", "互见", f"{item}{each.title}")
    for each in plan.former_codes:
        _relate(root, code, each.place, "参见", "原档号", each.title)


def _relate(
    root: ElementTree.Element, one: object, other: object, sort: str, how: str, told: str = ""
) -> None:
    """One relation of two entities."""
    _branch(
        root,
        "实体关系",
        ("实体标识符", one),
        ("被关联实体标识符", other),
        ("关系类型", sort),
        ("关系", how),
        ("关系描述", told),
    )
