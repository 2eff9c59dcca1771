"""Where each package stands in its retention: when it expires, what was decided about it.

A period counts from the first of January after the 年度; it expires on a 31st of December, and
then the package is appraised (鉴定), never simply destroyed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from cases.values.bad_value import BadValueError
from cases.values.reference_code import ReferenceCode
from cases.values.retention import RetentionPeriod

if TYPE_CHECKING:
    from collections.abc import Iterator

    from acts.keeping.package_history import Noted, PackageHistory

DESTROY, KEEP, FOR_EVER = "销毁", "续存", "转永久"
OPINIONS = (DESTROY, KEEP, FOR_EVER)


@dataclass(frozen=True, slots=True)
class Standing:
    """One package that was not destroyed: its period, its hold and its last appraisal.

    ``expires`` is the last day of keeping, None for 永久.
    """

    code: str
    reference: ReferenceCode
    owner: str
    versions: tuple[int, ...]
    expires: date | None
    hold: Noted | None
    appraisal: Noted | None

    @property
    def retention(self) -> RetentionPeriod:
        """The period its reference code fixes."""
        return self.reference.retention

    @property
    def opinion(self) -> str:
        """What the last appraisal came to; empty when there was none."""
        return str(self.appraisal.facts.get("意见", "")) if self.appraisal else ""

    def is_expired(self, on: date) -> bool:
        """Whether the period was over before the day."""
        return self.expires is not None and on > self.expires


def standings(history: PackageHistory) -> Iterator[Standing]:
    """Every package that was not destroyed, by reference code."""
    versions: dict[str, list[int]] = {}
    for code, version in sorted(history.roots):
        versions.setdefault(code, []).append(version)
    for code, found in versions.items():
        try:
            reference = ReferenceCode.parse(code)
        except BadValueError:
            continue
        yield _standing(history, reference, tuple(found))


def _standing(
    history: PackageHistory, reference: ReferenceCode, versions: tuple[int, ...]
) -> Standing:
    code = str(reference)
    appraisal = history.appraised.get(code)
    owner = history.seals[code, versions[-1]].owner
    expires = _expiry(reference, appraisal)
    return Standing(code, reference, owner, versions, expires, history.holds.get(code), appraisal)


def _expiry(reference: ReferenceCode, appraisal: Noted | None) -> date | None:
    """The last day of keeping: by the period, or as 续存 set it."""
    years = reference.retention.years
    if years is None:
        return None
    last = reference.year + years
    if appraisal is not None and appraisal.facts.get("意见") == KEEP:
        until = appraisal.facts.get("至")
        last = max(last, until) if isinstance(until, int) else last
    return date(last, 12, 31)
