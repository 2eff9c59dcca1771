"""The cross-record checks that a policy may name; the lifecycle carries them out."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

CHECKS: Mapping[str, str] = {
    "internal_notice_order": "单位内部公示结束不晚于聘任，聘任不晚于申报",
    "within_appointment": "申报之日在聘期内",
    "leader_in_chief_technician_term": "申报之日带头人的首席技师资助项目尚在资助周期内",
}
