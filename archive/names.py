"""Names in a package: portable to every system, with the original kept in the metadata."""

from __future__ import annotations

import unicodedata

from archive.verification import name_faults

_LOOKALIKES = str.maketrans('%\\/:*?"<>|', "％＼／：＊？＂＜＞｜")
_LONGEST = 200


def portable_name(original: str) -> str:
    """A name that travels anywhere, as near to the original as the name rule allows.

    The original may hold surrogates for bytes that are no UTF-8 (old GB18030 names).
    """
    read = _read_as_gb18030(original)
    kept = "".join(_portable_sign(sign) for sign in unicodedata.normalize("NFC", read))
    stem, dot, ending = kept.translate(_LOOKALIKES).rpartition(".")
    ending = ending if dot and 0 < len(ending) <= 10 else ""
    stem = stem if ending else kept.translate(_LOOKALIKES)
    stem = _cut(stem.strip(" .-~"), _LONGEST - len(ending.encode()) - 1).rstrip(" .")
    return _not_reserved(f"{stem or '未命名'}.{ending}".rstrip(" ."))


def _read_as_gb18030(original: str) -> str:
    """Read bytes that were no UTF-8 as GB18030, which old systems wrote."""
    raw = original.encode("utf-8", "surrogateescape") if _has_escapes(original) else b""
    return raw.decode("gb18030", "replace") if raw else original


def _has_escapes(text: str) -> bool:
    """Whether a text holds bytes that were no UTF-8, and nothing worse."""
    surrogates = [sign for sign in text if "\ud800" <= sign <= "\udfff"]
    return bool(surrogates) and all("\udc80" <= sign <= "\udcff" for sign in surrogates)


def _portable_sign(sign: str) -> str:
    """The sign itself, a blank for other blanks, or a low line for what cannot be shown."""
    category = unicodedata.category(sign)
    if category == "Zs":
        return " "
    return "_" if category in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp") else sign


def _cut(stem: str, limit: int) -> str:
    """The start of a name in at most ``limit`` bytes, whole signs only."""
    return stem.encode()[:limit].decode("utf-8", "ignore")


def _not_reserved(name: str) -> str:
    """A low line before names that Windows keeps for its devices."""
    return f"_{name}" if "系统保留名" in name_faults(name) else name
