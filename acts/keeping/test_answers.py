"""What people found, as they write it: ``GD-4-2=通过:说明``, or a file of such lines in YAML."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, ClassVar

from archive.four_properties.model import RESULTS, Answer
from cases.errors import JiangdangError, Kind
from cases.masking import masked
from cases.typedfile import read_text
from cases.yamlnodes import read_plain

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from acts.bureau import Bureau

_TOLD = re.compile(r"\s*(?P<result>[^:：]*?)\s*(?:[:：]\s*(?P<note>.*?)\s*)?", re.DOTALL)


class NotAnAnswerError(JiangdangError):
    """An answer is an item's code, a result and a note."""

    kind: ClassVar[Kind] = Kind.USAGE
    code: ClassVar[str] = "A604"


def read_answers(bureau: Bureau, file: Path | None, pairs: Sequence[str]) -> list[Answer]:
    """The answers of the acting person; one on the command line wins over the file's."""
    return answers_by(bureau.acting().name, bureau.now, file, pairs)


def answers_by(name: str, now: datetime, file: Path | None, pairs: Sequence[str]) -> list[Answer]:
    """The answers of somebody by name, who may have no workspace."""
    told: dict[str, Any] = read_plain(read_text(file), file.name) if file is not None else {}
    for pair in pairs:
        code, equals, rest = pair.partition("=")
        if not equals:
            raise NotAnAnswerError(text=pair[:60])
        told[code.strip()] = rest
    return [_answer(name, now, code, value) for code, value in told.items()]


def _answer(name: str, now: datetime, code: str, value: object) -> Answer:
    """One answer: a text ``通过：说明``, or 结果 and 说明 by name."""
    if isinstance(value, dict):
        result, note = value.get("结果"), value.get("说明") or ""
    else:
        found = _TOLD.fullmatch(str(value))
        result, note = (found["result"], found["note"] or "") if found else ("", "")
    if result not in RESULTS:
        raise NotAnAnswerError(text=f"{code}={value}"[:60])
    return Answer(code, str(result), masked(str(note)), name, now)
