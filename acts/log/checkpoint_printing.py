"""A checkpoint for people: its root in short groups, to be copied or compared by eye."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from acts.log.anchoring import anchor_state
from cases.log.keys import registered_key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from acts.bureau import Bureau
    from cases.log.checkpoints import Checkpoint

_GROUP, _IN_A_LINE = 4, 8


def checkpoint_told(bureau: Bureau, note: Checkpoint) -> dict[str, Any]:
    """A checkpoint as ``audit checkpoint --json`` shows it; the root in hex and Base64."""
    return {
        "size": note.size,
        "root": base64.b64encode(note.root).decode(),
        "root_hex": note.root.hex(),
        "at": note.at,
        "note": str(note),
        **anchor_state(bureau).as_json(),
    }


def on_paper(bureau: Bureau, note: Checkpoint) -> Iterator[str]:
    """A page to be signed and kept, by which the log can be judged in ten years."""
    key = registered_key(bureau.workspace)
    yield f"{bureau.settings.name}　全宗号 {bureau.settings.fonds}"
    yield "日志检查点"
    yield f"条数　{note.size}"
    yield f"时间　{note.at}"
    yield "树根（十六进制，每组四位）"
    yield from _grouped(note.root.hex())
    yield f"树根（Base64）　{base64.b64encode(note.root).decode()}"
    if key:
        yield "公钥（十六进制，每组四位）"
        yield from _grouped(key.raw.hex())
    yield "经手人　　　　　　　　留存人　　　　　　　　日期"


def _grouped(digits: str) -> Iterator[str]:
    """Digits in groups, each line numbered so that none is skipped."""
    groups = [digits[at : at + _GROUP] for at in range(0, len(digits), _GROUP)]
    for number, at in enumerate(range(0, len(groups), _IN_A_LINE), start=1):
        yield f"　{number}　{' '.join(groups[at : at + _IN_A_LINE])}"
