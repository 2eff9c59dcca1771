"""What ``doctor`` should know about stamps: fonts at hand, certificates in date."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from cases.errors import JiangdangError
from cases.findings import Finding, Severity
from doc_templates.stamping.pictures.lettering import StampFontMissingError, font_files

if TYPE_CHECKING:
    from doc_templates.stamping.store.keeping import Stamp, StampStore

_PACKAGES = {
    "宋体": "fonts-arphic-gbsn00lp fonts-arphic-uming",
    "楷体": "fonts-arphic-gkai00mp fonts-arphic-ukai",
}
_SOON = timedelta(days=60)


def check_up(store: StampStore | None = None, today: date | None = None) -> tuple[Finding, ...]:
    """Findings about the fonts for stamp text and about the certificates of ``store``."""
    found = [finding for face in _PACKAGES for finding in _font_findings(face)]
    if store is not None:
        day = today or date.today()
        stamps = _readable(store, found)
        found.extend(finding for stamp in stamps for finding in _stamp_findings(store, stamp, day))
    return tuple(found)


def _font_findings(face: str) -> list[Finding]:
    try:
        font_files(face)
    except StampFontMissingError:
        return [Finding("S501", facts={"face": face, "packages": _PACKAGES[face]})]
    return []


def _readable(store: StampStore, found: list[Finding]) -> tuple[Stamp, ...]:
    try:
        return store.list()
    except JiangdangError as error:
        found.append(Finding("S504", facts={"name": "stamps/", "reason": error.message}))
        return ()


def _stamp_findings(store: StampStore, stamp: Stamp, day: date) -> list[Finding]:
    """The stamp's key opens, and its certificate is good for some time yet."""
    record = stamp.record
    if record.revoked is not None:
        return []
    facts = {"name": stamp.name, "day": record.valid_until.isoformat()}
    if record.valid_until < day:
        return [Finding("S503", facts=facts)]
    try:
        store.signer(stamp)
    except (JiangdangError, OSError) as error:
        return [Finding("S504", facts={"name": stamp.name, "reason": str(error)})]
    if record.valid_until - day < _SOON:
        return [Finding("S502", Severity.WARNING, facts=facts)]
    return []
