"""Document numbers as OCR reads them: the brackets of the year made one pair."""

from __future__ import annotations

import re

_OPENING, _CLOSING = r"[〔\[［【(（{｛〈《「『〖]", r"[〕\]］】)）}｝〉》」』〗]"
_NUMBER = re.compile(
    rf"(?<=[\u4e00-\u9fff])\s*(?:{_OPENING}|(?P<lost>[Cc]))\s*(?P<year>(?:19|20)\d{{2}})\s*{_CLOSING}"
    r"\s*(?P<order>第?\s*\d{1,5}\s*号)"
)


def mended(text: str) -> str:
    """The text, its document numbers in the official form 〔2019〕12号."""
    return _NUMBER.sub(lambda found: f"〔{found['year']}〕{found['order']}", text)
