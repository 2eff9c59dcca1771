"""Outlook letters (.msg): subject, people, body, attachments (MS-OXMSG)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.extraction.decoding import decoded
from index.extraction.readers.compound import CompoundFile
from index.extraction.readers.members import read_member
from index.extraction.readers.web import web_text

if TYPE_CHECKING:
    from index.extraction.harvest import Harvest

_FIELDS = (("0037", "主题"), ("0C1A", "发件人"), ("0C1F", "发件地址"), ("0E04", "收件人"),
           ("0E03", "抄送"))  # fmt: skip
_VALUE = "__substg1.0_"
_ATTACHED = "__attach_version1.0_"


def read_outlook(content: bytes, harvest: Harvest) -> None:
    """One page for the letter, then the attachments' pages."""
    box = CompoundFile(content)
    lines = [f"{label}：{text}" for code, label in _FIELDS if (text := _text(box, "", code))]
    body = _text(box, "", "1000")
    if not body.strip() and (page := box.read(f"{_VALUE}10130102")):
        body = web_text(page)
    harvest.page("\n".join([*lines, body.replace("\r\n", "\n")]))
    folders = {name.partition("/")[0] for name in box.names if name.startswith(_ATTACHED)}
    for folder in sorted(folders):
        name = _text(box, f"{folder}/", "3707") or _text(box, f"{folder}/", "3704") or "附件"
        if inner := box.read(f"{folder}/{_VALUE}37010102"):
            harvest.bounds.spend_member()
            read_member(name, inner, harvest)


def _text(box: CompoundFile, folder: str, code: str) -> str:
    """A property as text, kept in UTF-16 or in the sender's own code."""
    if wide := box.read(f"{folder}{_VALUE}{code}001F"):
        return wide.decode("utf-16-le", "replace").rstrip("\x00")
    found = decoded(box.read(f"{folder}{_VALUE}{code}001E"))
    return found.text.rstrip("\x00") if found is not None else ""
