"""保管期限表: how long each kind of file and document is kept, and who approved that.

The bureau makes the table, the archives authority examines and agrees to it before it is used
(国家档案局令第8号 第12条).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cases.values.days import chinese_date
from cases.values.retention import RetentionPeriod

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

_NUMBER, _AUTHORITY, _DAY = "批准文号", "批准机关", "批准日期"
APPROVAL_KEYS = (_NUMBER, _AUTHORITY, _DAY)


@dataclass(frozen=True, slots=True)
class RetentionSchedule:
    """The table as the settings give it: periods by kind of file or document, and its approval.

    ``approved_on`` is None where the settings do not say the day.
    """

    rows: Mapping[str, RetentionPeriod] = field(default_factory=dict)
    number: str = ""
    authority: str = ""
    approved_on: date | None = None

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> RetentionSchedule:
        """The table of typed settings; the approval stands beside the rows."""
        rows = {name: value for name, value in data.items() if name not in APPROVAL_KEYS}
        number, authority = str(data.get(_NUMBER) or ""), str(data.get(_AUTHORITY) or "")
        return cls(rows, number, authority, data.get(_DAY) or None)

    @property
    def is_approved(self) -> bool:
        """Whether the settings say under which number the table was agreed to."""
        return bool(self.number)

    @property
    def basis(self) -> str:
        """The approval in one phrase, such as ``样档局（样档发〔2019〕3号）``; else empty."""
        if not self.is_approved:
            return ""
        day = chinese_date(self.approved_on) if self.approved_on else ""
        reference = "，".join(part for part in (self.number, day) if part)
        return f"{self.authority}（{reference}）" if self.authority else reference

    def of_file(self, kind: str) -> RetentionPeriod:
        """How long a kind of file is kept; for ever where the table is silent."""
        return self.rows.get(kind, RetentionPeriod.PERMANENT)

    def of_item(self, kind: str, default: RetentionPeriod, label: str = "") -> RetentionPeriod:
        """How long a document is kept: by its kind's id or label, else like its file."""
        named = [self.rows[name] for name in (kind, label) if name in self.rows]
        return RetentionPeriod.longest(named) if named else default
