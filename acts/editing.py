"""Editing a case: single values, or the whole file in an editor; checked before it is saved."""

from __future__ import annotations

import os
import shlex
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from cases.casefile import TargetNotFoundError, parse_case
from cases.digest import digest_of
from cases.errors import JiangdangError, Kind
from cases.recordfile import NotAPairError
from cases.settings import Role
from cases.typedfile import read_text
from cases.values.ids import CaseId
from cases.yamlnodes import BadYamlError, compose, plain, read_plain
from cases.yamltext import Put, changed
from cases.yamlwriting import as_plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from acts.bureau import Bureau

# Written by acts alone: who the case is, what was done, what the archive calls it.
KEPT_BY_ACTS = ("格式版本", "案卷号", "批次", "政策", "政策摘要", "档号", "资助周期", "办理")
_RETENTION = "保管期限."


class KeptByActsError(JiangdangError):
    """A key that only an act of the bureau writes."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "W505"


class NoEditorError(JiangdangError):
    """No editor is named, or it cannot be started."""

    kind: ClassVar[Kind] = Kind.TOOL_MISSING
    code: ClassVar[str] = "W506"


class EditNotSavedError(JiangdangError):
    """What came out of the editor is faulty; it was kept aside and the case left alone."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "W507"


@dataclass(frozen=True, slots=True)
class _Opened:
    """A case file as it was read, which may be too broken to parse."""

    case: str
    path: str
    text: str

    @property
    def digest(self) -> str:
        """The digest the save expects to find."""
        return digest_of(self.text.encode())


def _open(bureau: Bureau, case_id: str) -> _Opened:
    case = str(CaseId.parse(case_id))
    file = bureau.workspace.target_file(case)
    if not file.is_file():
        raise TargetNotFoundError(target=case)
    return _Opened(case, bureau.workspace.relative(file), read_text(file))


def edit_case(bureau: Bureau, case_id: str, pairs: Sequence[str]) -> dict[str, Any]:
    """Put values at dotted keys; comments and order of the file stay.

    How long a file is kept (保管期限) is for an archivist to decide too.
    """
    archival = all(pair.partition("=")[0].strip().startswith(_RETENTION) for pair in pairs)
    bureau.acting(Role.CLERK, *((Role.ARCHIVIST,) if archival and pairs else ()))
    opened = _open(bureau, case_id)
    edits = [_put(pair) for pair in pairs]
    return _save(bureau, opened, changed(opened.text, edits, opened.path))


def _put(pair: str) -> Put:
    """``单位.名称=…``; a value in brackets is a list or a mapping, an empty one clears."""
    key, equals, value = pair.partition("=")
    path = tuple(_part(part.strip()) for part in key.strip().split("."))
    if not equals or "" in path:
        raise NotAPairError(text=pair[:60])
    if path[0] in KEPT_BY_ACTS:
        raise KeptByActsError(key=path[0])
    text = value.strip()
    bracketed = text[:1] in ("[", "{")
    return Put(path, read_plain(f"值: {text}", "--set")["值"] if bracketed else text)


def _part(part: str) -> str | int:
    """A key, or a position in a list counted from 1 as people count."""
    return int(part) - 1 if part.isdecimal() and int(part) > 0 else part


def edit_in_editor(bureau: Bureau, case_id: str) -> dict[str, Any]:
    """Open a copy in ``$VISUAL`` or ``$EDITOR`` and save it when it holds."""
    bureau.acting(Role.CLERK)
    opened = _open(bureau, case_id)
    folder = Path(tempfile.mkdtemp(prefix=f"jiangdang-{opened.case}-"))
    copy = folder / "case.yaml"
    copy.write_text(opened.text, "utf-8", newline="")
    _run_editor(copy)
    try:
        done = _save(bureau, opened, read_text(copy))
    except JiangdangError as error:
        facts = {"case": opened.case, "reason": error.message, "copy": copy}
        raise EditNotSavedError(findings=error.findings, **facts) from error
    copy.unlink()
    folder.rmdir()
    return done


def _run_editor(copy: Path) -> None:
    """Wait until the person is done; an editor that fails saves nothing."""
    named = os.environ.get("VISUAL") or os.environ.get("EDITOR") or ""
    if not named.strip():
        raise NoEditorError(editor=named or "—", reason="未设置 EDITOR")
    try:
        ended = subprocess.run([*shlex.split(named), str(copy)], check=False)  # noqa: S603
    except (OSError, ValueError) as error:
        raise NoEditorError(editor=named, reason=error) from error
    if ended.returncode:
        raise NoEditorError(editor=named, reason=f"退出码 {ended.returncode}")


def _save(bureau: Bureau, opened: _Opened, text: str) -> dict[str, Any]:
    """Check the new text against the schema and enter it, if anything changed."""
    shown: dict[str, Any] = {"case": opened.case, "path": opened.path}
    if text == opened.text:
        return {**shown, "changed": False, "keys": []}
    case = parse_case(text, opened.path)
    _refuse_kept(opened, case.data)
    keys = sorted(_changed_keys(_plain(opened.text), _plain(text)))
    with bureau.journal.act("edit", bureau.acting().name, opened.case) as act:
        act.write(opened.path, text.encode(), before=opened.digest)
        act.enter("edit", opened.case, {"改动": keys, "摘要": case.digest})
    return {**shown, "changed": True, "keys": keys}


def _plain(text: str) -> dict[str, Any]:
    """The bare data of a text; nothing when it is broken."""
    try:
        data = plain(compose(text, ""))
    except BadYamlError:
        return {}
    return data if isinstance(data, dict) else {}


def _refuse_kept(opened: _Opened, after: dict[str, Any]) -> None:
    """What acts wrote stays as it was; a file too broken to read is taken as it comes."""
    try:
        before = parse_case(opened.text, opened.path).data
    except JiangdangError:
        before = {}
    if not before and after.get("案卷号") != opened.case:
        raise KeptByActsError(key="案卷号")
    for key in KEPT_BY_ACTS if before else ():
        if as_plain(before.get(key) or "") != as_plain(after.get(key) or ""):
            raise KeptByActsError(key=key)


def _changed_keys(before: Any, after: Any, path: str = "") -> Iterator[str]:
    """Dotted keys whose values differ; lists count as a whole."""
    if not (isinstance(before, dict) and isinstance(after, dict)):
        if before != after:
            yield path
        return
    for key in dict.fromkeys((*before, *after)):
        inner = f"{path}.{key}" if path else str(key)
        yield from _changed_keys(before.get(key), after.get(key), inner)
