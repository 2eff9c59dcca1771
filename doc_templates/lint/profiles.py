"""The layouts that papers follow, each with rules of its own (GB/T 9704-2012, 7 and 10)."""

from __future__ import annotations

from enum import StrEnum


class Profile(StrEnum):
    """A layout by its Chinese name."""

    DOCUMENT = "文件"
    UPWARD = "上行文"
    LETTER = "信函"
    MINUTES = "纪要"
    PUBLIC = "公示"
    FORM = "表格"
    AGREEMENT = "协议"
    ARCHIVE = "档案"


RED_HEADED = frozenset({Profile.DOCUMENT, Profile.UPWARD, Profile.MINUTES})
OFFICIAL = RED_HEADED | {Profile.LETTER, Profile.PUBLIC}
