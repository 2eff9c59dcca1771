"""How names are spelt: our rule of names, look-alikes, paths that leave the bag."""

from __future__ import annotations

import errno
import re
import unicodedata
from functools import lru_cache

_RESERVED = re.compile(r"(con|prn|aux|nul|com[1-9]|lpt[1-9])(\..*)?", re.IGNORECASE)
_FORBIDDEN = frozenset('%\\/:*?"<>|')
_UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
_LONGEST_SHOWN = 1000
_REASONS = {
    errno.ENOENT: "不存在",
    errno.ENOTDIR: "不是文件夹",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EIO: "磁盘读写出错",
    errno.ELOOP: "是符号链接",
    errno.ENAMETOOLONG: "路径过长",
}


def name_faults(name: str) -> list[str]:
    """What is wrong with one name of a path in a package; empty when it travels anywhere."""
    return list(_name_faults(name))


@lru_cache(4096)
def _name_faults(name: str) -> tuple[str, ...]:
    """The same, remembered: folders and forms are called alike in every package."""
    rules = {
        "不是 NFC": unicodedata.normalize("NFC", name) != name,
        "禁用字符": not _FORBIDDEN.isdisjoint(name) or _has_unseen(name),
        "空名或首尾不当": not name or name[0] in "-. ~" or name[-1] in ". ",
        "系统保留名": _RESERVED.fullmatch(name) is not None,
        "超过 255 字节": len(name.encode("utf-8", "surrogatepass")) > 255,
    }
    return tuple(rule for rule, broken in rules.items() if broken)


def _has_unseen(name: str) -> bool:
    """Whether any sign of a name is not seen; most names are printable and need no look."""
    return not name.isprintable() and any(map(_is_unseen, name))


def _is_unseen(sign: str) -> bool:
    """Whether a sign is a control, a surrogate, a private or an unassigned one, or unseen."""
    return unicodedata.category(sign) in _UNSEEN


def folded(name: str) -> str:
    """A name as the most forgetful system sees it."""
    if name.isascii():
        return name.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def escapes(path: str) -> bool:
    """Whether a path leads, or could lead, out of the bag on any system."""
    if path.startswith(("/", "~", "\\")) or "\0" in path or path[1:2] == ":":
        return True
    return ".." in path and ".." in path.replace("\\", "/").split("/")


def shown(text: str) -> str:
    """Text of unknown origin as it may be printed: escapes for what no screen should get."""
    if text.isascii() and text.isprintable() and len(text) <= _LONGEST_SHOWN:
        return text
    cut = text if len(text) <= _LONGEST_SHOWN else text[:_LONGEST_SHOWN] + "…"
    try:
        content = cut.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        content = cut.encode("utf-8", "backslashreplace")
    return "".join(
        sign.encode("unicode_escape").decode() if _is_unseen(sign) else sign
        for sign in content.decode("utf-8", "backslashreplace")
    )


def reason_of(error: OSError) -> str:
    """Why the operating system refused, in Chinese where we have the word."""
    return _REASONS.get(error.errno or 0, "") or shown(str(error.strerror or error))
