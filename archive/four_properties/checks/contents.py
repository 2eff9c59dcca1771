"""GD-1-10, GD-1-11, GD-3-3 to GD-3-5, GD-3-8: every file opened, its sort against its data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archive.four_properties.model import Outcome, asked, failed, passed
from archive.four_properties.sight import Record, Sight, listed, name_of, said
from archive.verification import PACKAGE_FORMS
from doc_templates.media_types import OFD, OLE, PDF, TEXT
from doc_templates.validation import VALID

if TYPE_CHECKING:
    from doc_templates.opening.opened import Opened

# GB/T 18894-2016: formats for records of text and picture.
LISTED = frozenset((PDF, TEXT, OFD, "image/jpeg", "image/tiff"))
_OUTDATED = {OLE: "旧版办公文档（OLE）"}


def attributes(sight: Sight) -> Outcome:
    """GD-1-10: name, size, format by content and pages against what is described."""
    wrong = [f"{name_of(item)}{what}" for item in sight.items for what in _differing(sight, item)]
    text = said(sight.faults("A557"), listed("与著录不符", wrong))
    return failed(text) if text else passed(f"{len(sight.items)}件的文件名、大小、格式、页数相符")


def _differing(sight: Sight, item: Record) -> list[str]:
    """What differs between one item's description and its file."""
    path = str(item.get("文件", ""))
    opened, size = sight.opened.get(path), sight.files.get(path)
    number = item.get("件号")
    named = isinstance(number, int) and path.startswith(f"data/{number:04d}-")
    found = [] if named else ["文件名"]
    if size is not None and size != item.get("字节数"):
        found.append("大小")
    if opened is None or not opened.media_type:
        return found
    if opened.media_type != item.get("媒体类型"):
        found.append(f"格式（实为{opened.media_type}）")
    counted = opened.media_type == PDF and opened.is_readable
    if counted and opened.pages != item.get("页数"):
        found.append(f"页数（实为{opened.pages}）")
    return found


def links(sight: Sight) -> Outcome:
    """GD-1-11: every place named in record and XML holds a file."""
    named = [str(item.get("文件", "")) for item in sight.items]
    named += [element.text or "" for element in sight.entities("当前位置")]
    lost = sorted({path for path in named if path not in sight.files})
    text = said(sight.faults("A510"), listed("著录的位置没有文件", lost))
    return failed(text) if text else passed(f"{len(sight.items)}件都有对应的文件")


def formats(sight: Sight) -> Outcome:
    """GD-3-3: formats of GB/T 18894; others are left to a person."""
    others: dict[str, list[str]] = {}
    for item in sight.items:
        opened = sight.opened.get(str(item.get("文件", "")))
        sort = (opened.media_type if opened else "") or str(item.get("媒体类型", ""))
        if sort not in LISTED:
            suffix = str(item.get("原文件名", "")).rpartition(".")[2].lower() or sort or "？"
            others.setdefault(suffix, []).append(name_of(item))
    told = [f"{suffix}（{len(names)}件）" for suffix, names in sorted(others.items())]
    if told:
        return asked(f"{listed('不在标准所列之内的格式', told)}，须人工确认可收")
    return passed("都在标准所列格式之内")


def readable(sight: Sight) -> Outcome:
    """GD-3-4: every file of the payload opened for real."""
    broken = [f"{p}（{o.fault}）" for p, o in _short(sight) if o.fault]
    broken += [f"{p}（已加密）" for p, o in _short(sight) if o.secret]
    if broken:
        return failed(listed("打不开", broken))
    left = [f"{p}（{o.unlooked}）" for p, o in _short(sight) if o.unlooked]
    left += [path for path in sight.payload if path not in sight.opened]
    if left:
        return asked(f"{listed('没有打开', left)}，须人工打开")
    return passed(f"{len(sight.opened)}个文件都已实际打开")


def _short(sight: Sight) -> list[tuple[str, Opened]]:
    """Every file that was opened, by its path without data/."""
    return [(path.removeprefix("data/"), opened) for path, opened in sight.opened.items()]


def lasting(sight: Sight) -> Outcome:
    """GD-3-5: papers of ours and the forms are PDF/A-2b, judged now by the validator."""
    wrong, judged = [], 0
    for name, path, kept in _papers(sight):
        opened = sight.opened.get(path)
        verdict = (opened.pdfa if opened else "") or kept
        judged += 1
        if verdict != VALID:
            wrong.append(name)
    if wrong:
        return failed(listed(f"不是{VALID}", wrong))
    return passed(f"{judged}份文书经检验合乎{VALID}") if judged else asked("没有可检验的文书")


def _papers(sight: Sight) -> list[tuple[str, str, str]]:
    """Documents made here, and the forms: name, path, verdict kept at the time."""
    made = [
        (name_of(item), str(item.get("文件", "")), str((_origin(item)).get("格式核验", "")))
        for item in sight.items
        if _origin(item).get("模板摘要") and _origin(item).get("格式核验")
    ]
    forms = [(p.removeprefix("data/"), p, "") for p in PACKAGE_FORMS if p in sight.payload]
    return [*made, *forms]


def _origin(item: Record) -> Record:
    found = item.get("来历")
    return found if isinstance(found, dict) else {}


def open_formats(sight: Sight) -> Outcome:
    """GD-3-8: nothing encrypted, nothing packed by a method that is not public."""
    secret = [path for path, opened in _short(sight) if opened.secret]
    packed = [f"{path}（{o.packed}）" for path, o in _short(sight) if o.packed]
    hard = [each for each in packed if "zip" not in each and "（压缩包）" not in each]
    if secret or hard:
        return failed(said(listed("已加密", secret), listed("压缩算法不公开或不通用", hard)))
    if packed:
        return asked(f"{listed('压缩文件', packed)}，须人工确认或解压后另归")
    return passed("没有加密和不公开的压缩")


def outdated(sight: Sight) -> Outcome:
    """CQ-附3: formats that today's readers leave behind."""
    old = [
        f"{path}（{_OUTDATED[opened.media_type]}）"
        for path, opened in _short(sight)
        if opened.media_type in _OUTDATED
    ]
    lost = [path for path, opened in _short(sight) if opened.fault]
    if lost:
        return failed(listed("现有软件已打不开", lost))
    return (
        asked(f"{listed('已过时', old)}，须人工决定是否迁移") if old else passed("没有过时的格式")
    )
