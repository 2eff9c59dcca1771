"""Bytes as text: UTF-8, UTF-16, GB 18030 or Big5, by mark, by form, then by common signs.

Nearly every pair of bytes is a sign in GB 18030 and most are in Big5, so that form alone
decides nothing between them: what decides is how many signs are common ones, those that
fill the first level of each code.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, replace
from functools import lru_cache

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE = 8192
_LEAST_COMMON = 0.6
_MOST_LOST = 0.01
_MOSTLY_PLAIN, _ENOUGH = 0.75, 16
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_WIDE = re.compile(r"[^\x00-\x7f]")
_WIDE_RUN = re.compile(r"[^\x00-\x7f]+")
# The signs that make up a third of any Chinese text, in both scripts.
_FREQUENT = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经"
    "十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相"
    "全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料"
    "象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取"
    "据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共权收证改清己美再采转更单风切打白教速花带安场身"
    "車例真務具萬每目至達走積示議聲報鬥完類八離華名確才科張信馬節話米整空元況今集溫傳土許步群廣石記需段研界拉林律叫究觀越織裝影算低持音"
    "個們這來為時國會說對過發經進業從還開關長問見現實動產電點體當應與樣種無間後將總設題處員區縣學習師資評審項單請證錢費獎補貼廳號"
)
_LEVELS = {"gb18030": ("gb2312", 0xB0, 0xD7), "big5": ("big5", 0xA4, 0xC6)}


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, the encoding it was in, and how many places made no sense in it."""

    text: str
    encoding: str
    lost: int = 0


def decoded(content: bytes, *, cut: bool = False) -> Decoded | None:
    """Bytes as text, or None for what is no text; ``cut`` tells that the end is missing."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _in(encoding, content[len(mark) :], final=not cut)
    content = _without_padding(content)
    if b"\x00" in content[:_SAMPLE]:
        return _best(content, ("utf-16-le", "utf-16-be"), cut=cut)
    if content.isascii():
        return _text(Decoded(content.decode("ascii"), "ascii"))
    strict = _strict_utf8(content)
    if strict is not None and not _is_rather_gbk(content, strict):
        return _text(strict)
    return _best(content, ("gb18030", "big5", "utf-16-le", "utf-16-be"), cut=cut)


def _without_padding(content: bytes) -> bytes:
    """The bytes without the zeros that old programs fill a file up with."""
    bare = content.rstrip(b"\x00")
    return bare if len(content) - len(bare) > 3 and b"\x00" not in bare else content


def decoded_as(content: bytes, name: str) -> str | None:
    """Bytes in an encoding that is told by name; None where that name is not known or untrue."""
    try:
        known = codecs.lookup("gb18030" if name.lower() in _SAID_FOR_GB18030 else name).name
        text = content.decode(known, "replace")
    except (LookupError, ValueError, UnicodeError):
        return None
    return text if text.count("�") <= 2 + len(text) * _MOST_LOST else None


_SAID_FOR_GB18030 = {"gb2312", "gbk", "gb_2312-80", "x-gbk", "cp936", "936", "gb2312-80", "x-cp936"}


def _strict_utf8(content: bytes) -> Decoded | None:
    """UTF-8, at most torn at its end or in a few places among many good ones."""
    text = content.decode("utf-8", "replace")
    lost = text.count("�") - content.count(b"\xef\xbf\xbd")
    good = len(_WIDE.findall(text[: _SAMPLE * 8])) - lost
    if lost <= 0 or (good >= 2 * lost and lost <= 1 + len(text) * _MOST_LOST):
        return Decoded(text, "utf-8", max(lost, 0))
    return None


def _is_rather_gbk(content: bytes, found: Decoded) -> bool:
    """Whether UTF-8 is a coincidence: 通知 in GBK is valid UTF-8 for signs nobody writes so."""
    runs = _WIDE_RUN.findall(found.text[:_SAMPLE])
    if any(sign >= "\u0800" for run in runs for sign in run) or any(len(r) < 2 for r in runs):
        return False
    return _score(content[: _SAMPLE * 2], "gb18030") >= 1


def _in(encoding: str, content: bytes, *, final: bool = True) -> Decoded | None:
    """The bytes in one encoding; its torn end is counted as lost."""
    text = codecs.getincrementaldecoder(encoding)("replace").decode(content, final)
    if encoding == "gb18030" and "\ufffd" in text and content.count(b"\x80"):
        text = content.replace(b"\x80", b"\xa2\xe3").decode(encoding, "replace")  # the euro of GBK
    return _text(Decoded(text, encoding, text.count("�")))


def _best(content: bytes, encodings: tuple[str, ...], *, cut: bool) -> Decoded | None:
    """The encoding in which most signs are common ones; the first of equals."""
    head = content[: _SAMPLE * 2]
    scores = {each: _score(head, each) for each in encodings}
    best = max(encodings, key=lambda each: scores[each])
    if scores[best] < _LEAST_COMMON:
        best = "gb18030" if "gb18030" in encodings else ""
    found = _in(best, content, final=not cut) if best else None
    if found is None or found.lost > 1 + len(found.text) * _MOST_LOST:
        return _western(content)
    return found


def _western(content: bytes) -> Decoded | None:
    """Text of mostly plain letters with the accents of Windows; the last thing to be tried."""
    head = content[:_SAMPLE]
    plain = sum(32 <= each < 127 or each in b"\t\r\n" for each in head)
    if b"\x00" in head or plain < len(head) * _MOSTLY_PLAIN or len(head) < _ENOUGH:
        return None
    return _in("cp1252", content)


def _score(head: bytes, encoding: str) -> float:
    """How common the signs are that the bytes stand for: 0 to 1, frequent ones count half more."""
    if encoding.startswith("utf-16") and len(head) < 4:
        return 0.0
    text = codecs.getincrementaldecoder(encoding)("replace").decode(head, False)
    signs = text if encoding.startswith("utf-16") else "".join(_WIDE.findall(text))
    if not signs:
        return 0.0
    level = "" if encoding.startswith("utf-16") else encoding
    common = sum(_weight(sign, level) for sign in signs)
    return common / len(signs)


@lru_cache(maxsize=30_000)
def _weight(sign: str, level: str) -> float:
    """1.5 for a frequent sign, 1 for one of the first level, less for rare ones and none."""
    if sign == "�" or 0xE000 <= ord(sign) < 0xF900:
        return -2.0
    if sign in _FREQUENT:
        return 1.5
    if sign.isascii():
        return 1.0 if sign.isprintable() or sign in "\r\n\t" else -2.0
    if "\u3000" <= sign <= "\u303f" or "\uff01" <= sign <= "\uff5e" or sign in "“”‘’—…·×℃№":
        return 1.2
    levels = (level,) if level else tuple(_LEVELS)
    return max(_in_level(sign, each) for each in levels)


def _in_level(sign: str, level: str) -> float:
    """Whether a sign is of the first level of a code, its other signs, or outside it."""
    codec, first, last = _LEVELS[level]
    try:
        code = sign.encode(codec)
    except UnicodeEncodeError:
        return 0.0
    return 1.0 if first <= code[0] <= last else 0.3


def _text(found: Decoded) -> Decoded | None:
    """What was found, without the end mark of DOS, unless it holds signs that no text holds."""
    found = replace(found, text=found.text.rstrip("\x1a"))
    sample = found.text[:4096]
    if len(_CONTROLS.findall(sample)) > len(sample) // 500:
        return None
    return found
