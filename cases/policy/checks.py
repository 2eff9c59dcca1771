"""The cross-record checks that a policy may name; the lifecycle carries them out."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

CHECKS: Mapping[str, str] = {
    "internal_notice_order": "单位内部公示结束不晚于聘任，聘任不晚于申报",
    "within_appointment": "申报之日在聘期内",
    "leader_in_chief_technician_term": "申报之日带头人的首席技师资助项目尚在资助周期内",
    "leader_in_term": "申报之日带头人的另一类项目尚在资助周期内",
    "leader_awarded_before": "带头人已获另一类项目的资助",
    "leader_not_awarded_before": "带头人未获同类项目的资助",
    "unit_not_awarded_before": "单位未获同类项目的资助",
    "not_banned": "带头人和单位不在禁报期内",
    "unit_in_jurisdiction": "单位地址在政策辖区内",
}
# These checks may name the programme they speak of (项目).
OF_PROGRAMMES = frozenset(CHECKS) - {
    "internal_notice_order",
    "within_appointment",
    "not_banned",
    "unit_in_jurisdiction",
}
