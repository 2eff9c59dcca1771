"""GD-1-1, GD-1-12 to GD-1-14, GD-2-1 to GD-2-11, GD-4-3: the package as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.four_properties.model import Outcome, asked, failed, passed
from archive.four_properties.sight import Record, Sight, listed, name_of, said
from archive.verification import PACKAGE_FORMS

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element


def fixed(sight: Sight) -> Outcome:
    """GD-1-1: digests, root against the log, every signature, stamp and timestamp."""
    broken = sight.faults("A511", "A523", "A554", "A562", "A564")
    bad = [f"{paper.path}（{paper.doubt}）" for paper in sight.signed if not paper.holds]
    if broken or bad:
        return failed(said(broken, listed("签名不成立", bad)))
    doubts = [f"{paper.path}（{paper.doubt}）" for paper in sight.signed if paper.doubt]
    told = _told_of_signatures(sight)
    open_ends = said(
        listed("签名完好而不能就此采信", doubts),
        "" if sight.seal or _handed_root(sight) else "没有包外留存的根摘要可比对",
    )
    return asked(f"{told}；{open_ends}，须人工核实") if open_ends else passed(told)


def _handed_root(sight: Sight) -> str:
    return sight.handover.root if sight.handover else ""


def _told_of_signatures(sight: Sight) -> str:
    count = sum(paper.signatures for paper in sight.signed)
    stamps = sum(paper.timestamps for paper in sight.signed)
    return f"摘要全部相符；{len(sight.signed)}份文书{count}个签名完好，时间戳{stamps}个"


def explained(sight: Sight) -> Outcome:
    """GD-1-12: tag files well written; cover, list and note there and readable."""
    codes = ("A501", "A502", "A503", "A506", "A509", "A520", "A555", "A560")
    unread = [
        path.removeprefix("data/")
        for path in PACKAGE_FORMS
        if path not in sight.files or ((o := sight.opened.get(path)) and not o.is_readable)
    ]
    text = said(sight.faults(*codes), listed("目录表单缺少或打不开", unread))
    return _whole(text, "说明文件和封面、目录、备考表齐全")


def arranged(sight: Sight) -> Outcome:
    """GD-1-13: the folders of a package and nothing else."""
    return _whole(sight.faults("A504", "A551", "A552"), "目录结构合规")


def unchanged(sight: Sight) -> Outcome:
    """GD-1-14: every byte as sealed."""
    broken = sight.faults("A505", "A510", "A511", "A512", "A521", "A554", "A566")
    return failed(broken) if broken else passed(f"{len(sight.payload)}个文件重算摘要，全部相符")


def counted(sight: Sight) -> Outcome:
    """GD-2-1: items as told by record, XML, files and register."""
    items, told = len(sight.items), sight.record.get("件数")
    files = sum(1 for path in sight.payload if _is_item(path))
    pages = sum(p for item in sight.items if isinstance(p := item.get("页数"), int))
    wrong = [
        f"案卷.json写{told}" if told != items else "",
        f"实有文件{files}" if files != items else "",
        f"页数合计{pages}，写{sight.record.get('页数')}"
        if sight.record.get("页数") != pages
        else "",
        _against("日志登记", sight.seal.items if sight.seal else None, items),
        _against("登记表", sight.handover.items if sight.handover else None, items),
        _xml_count(sight, items),
    ]
    text = said(sight.faults("A519"), *wrong)
    return failed(f"著录{items}件；{text}") if text else passed(f"{items}件、{pages}页，各处一致")


def _xml_count(sight: Sight, items: int) -> str:
    told = next((element.text for element in sight.entities("件数")), None)
    return "" if told in (None, str(items)) else f"案卷.xml写{told}"


def _is_item(path: str) -> bool:
    """Whether a payload file is an item: directly in data/ and no form."""
    return path.count("/") == 1 and path not in PACKAGE_FORMS


def _against(where: str, told: int | None, found: int) -> str:
    return "" if told in (None, found) else f"{where}{told}"


def weighed(sight: Sight) -> Outcome:
    """GD-2-2: bytes as told by record, Payload-Oxum and register."""
    real = sum(sight.payload.values())
    items = [item.get("字节数") for item in sight.items]
    told = sum(size for size in items if isinstance(size, int))
    found = sum(sight.files.get(str(item.get("文件", "")), 0) for item in sight.items)
    oxum = sight.labels.get("Payload-Oxum", "")
    wrong = [
        f"卷内文件著录{told}字节，实有{found}" if told != found else "",
        f"Payload-Oxum写{oxum}" if oxum != f"{real}.{len(sight.payload)}" else "",
        _against("日志登记", sight.seal.bytes if sight.seal else None, real),
        _against("登记表", sight.handover.bytes if sight.handover else None, real),
    ]
    text = said(sight.faults("A519"), *wrong)
    return failed(f"实有{real}字节；{text}") if text else passed(f"{real}字节，各处一致")


def contents(sight: Sight) -> Outcome:
    """GD-2-7: every item's file is there and not empty."""
    empty = [
        name_of(item) for item in sight.items if not sight.files.get(str(item.get("文件", "")))
    ]
    nothing = "" if sight.items else "卷内没有文件"
    text = said(sight.faults("A510", "A511", "A521", "A522"), nothing, listed("缺少或为空", empty))
    return failed(text) if text else passed(f"{len(sight.items)}件都在，都不是空的")


def attachments(sight: Sight) -> Outcome:
    """GD-2-8: attachments and evidence are there; a closed case has all its elements."""
    own = [item for item in sight.items if item.get("稿本") == "附件" or item.get("考核要素")]
    lost = [name_of(item) for item in own if not sight.files.get(str(item.get("文件", "")))]
    text = said(sight.faults("A510", "A511", "A521"), listed("附件缺少或为空", lost))
    if text:
        return failed(text)
    reason = _described(sight).get("缺证理由")
    if reason:
        return asked(f"附件{len(own)}件都在；要素证据有缺，理由是：{reason}")
    return passed(f"附件和证据{len(own)}件都在")


def _described(sight: Sight) -> Record:
    found = sight.record.get("著录")
    return found if isinstance(found, dict) else {}


def both_ways(sight: Sight) -> Outcome:
    """GD-2-10: every item is described in record and XML, and both say the same."""
    told = {_text(e, "电子文件号"): e for e in sight.entities("文件实体")}
    wrong = []
    for item in sight.items:
        entity = told.get(str(item.get("档号", "")))
        if entity is None:
            wrong.append(f"{name_of(item)}不在案卷.xml")
        else:
            wrong += [f"{name_of(item)}{key}" for key, name in _SAME.items()
                      if _text(entity, name) != str(item.get(key, ""))]  # fmt: skip
    text = said(sight.faults("A555", "A556"), sight.xml_fault, listed("两种元数据不一致", wrong))
    return failed(text) if text else passed(f"{len(sight.items)}件在案卷.json和案卷.xml里一致")


_SAME = {"题名": "题名", "字节数": "计算机文件大小", "文件": "当前位置", "摘要": "数字摘要"}


def _text(entity: Element, name: str) -> str:
    found = next(entity.iter(name), None)
    return (found.text or "") if found is not None else ""


def all_there(sight: Sight) -> Outcome:
    """GD-2-11: as many files as are described."""
    described = {str(item.get("文件", "")) for item in sight.items}
    files = {path for path in sight.payload if _is_item(path)}
    wrong = sorted(path.removeprefix("data/") for path in files ^ described)
    text = said(sight.faults("A510", "A512"), listed("著录和实有不一致", wrong))
    return failed(text) if text else passed(f"著录{len(described)}个，实有{len(files)}个")


def nothing_else(sight: Sight) -> Outcome:
    """GD-4-3: nothing planted."""
    return _whole(sight.faults("A512", "A513", "A514", "A551", "A557"), "没有清单以外的文件")


def _whole(text: str, good: str) -> Outcome:
    return failed(text) if text else passed(good)
