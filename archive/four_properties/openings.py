"""Every file of a package opened, and every signed PDF verified, in children with limits."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from archive.four_properties.files import read_within
from archive.four_properties.sight import SignedPaper
from archive.verification import PACKAGE_FORMS
from cases.digest import digest_of
from cases.findings import errors_of
from cases.obstacles import obstacle
from doc_templates.opening.confining import MOST_BYTES, open_confined
from doc_templates.opening.opened import Opened
from doc_templates.stamping.verifying import verify_confined

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from doc_templates.stamping.store.keeping import StampStore
    from doc_templates.stamping.verifying import Verification

_SIGNED = b"/ByteRange"
_UNSIGNED, _NOT_VERIFIED = "S401", "S449"


@dataclass(frozen=True, slots=True)
class Believing:
    """By whom signatures are believed: the stamps here, and when a register saw which bytes.

    Without a ``store`` no certificate is believed.
    """

    store: StampStore
    witnessed: Mapping[str, datetime] = field(default_factory=dict)


def open_all(
    root: Path, files: Sequence[str], items: Sequence[dict[str, Any]], believing: Believing
) -> tuple[dict[str, Opened], tuple[SignedPaper, ...]]:
    """What became of opening each file, and of verifying each signed PDF."""
    opened: dict[str, Opened] = {}
    signed: list[SignedPaper] = []
    known = {str(item.get("文件", "")): item for item in items}
    for path in files:
        try:
            content = read_within(root, path, MOST_BYTES)
        except OSError as error:
            opened[path] = Opened(fault=obstacle(error))
            continue
        except ValueError:
            opened[path] = Opened(unlooked=f"超过 {MOST_BYTES // 1_000_000} MB")
            continue
        origin = known.get(path, {}).get("来历")
        origin = origin if isinstance(origin, dict) else {}
        ours = path in PACKAGE_FORMS or bool(origin.get("模板摘要") and origin.get("格式核验"))
        opened[path] = open_confined(content, path, pdfa=ours)
        if _SIGNED in content or origin.get("印章"):
            paper = _verified(content, path, believing, stamped=bool(origin.get("印章")))
            signed += [paper] if paper else []
    return opened, tuple(signed)


def _verified(
    content: bytes, path: str, believing: Believing, *, stamped: bool
) -> SignedPaper | None:
    """The verdict on one PDF; None for one that is not signed and was never stamped."""
    name = path.removeprefix("data/")
    at = believing.witnessed.get(digest_of(content))
    verdict = verify_confined(content, believing.store, file=name, witnessed=at)
    codes = {each.code for each in verdict.findings}
    if _UNSIGNED in codes and not verdict.signatures:
        return SignedPaper(name, holds=False, doubt="著录盖过印章，却没有签名") if stamped else None
    doubts = errors_of(verdict.findings)
    holds = verdict.intact or codes <= {_NOT_VERIFIED}
    doubt = f"{doubts[0].code} {doubts[0].message}" if doubts else ""
    return SignedPaper(name, holds, doubt, len(verdict.signatures), _timestamps(verdict))


def _timestamps(verdict: Verification) -> int:
    """Signatures whose time a believed authority vouches for."""
    return sum(1 for each in verdict.signatures if each.timestamp and each.timestamp.trusted)
