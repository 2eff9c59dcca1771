"""RTF as Word and WPS write it: signs by code page, font or number; boxes, notes, no deletions."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from index.extraction.readers.buried_pictures import written_in_digits
from index.extraction.readers.pictures import pictures_behind
from index.extraction.readers.symbols import symbol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from index.extraction.harvest import Harvest

_TOKEN = re.compile(
    rb"\\'([0-9A-Fa-f]{2})|\\([a-zA-Z]{1,32})(-?[0-9]{1,10})? ?|\\([^a-zA-Z'])|([{}])|[\r\n]+"
    rb"|([^\\{}\r\n]+)|\\'?"
)
_PAGES = {936: "gb18030", 950: "big5", 932: "cp932", 949: "cp949", 65001: "utf-8", 10008: "gb18030"}
_CHARSETS = {134: "gb18030", 136: "big5", 128: "cp932", 129: "cp949", 0: "cp1252", 204: "cp1251",
             2: "symbol"}  # fmt: skip
_UNSEEN = frozenset((
    "fonttbl", "colortbl", "stylesheet", "info", "pict", "objdata", "fldinst", "listtable",
    "listoverridetable", "revtbl", "rsidtbl", "generator", "xmlnstbl", "themedata",
    "colorschememapping", "datastore", "latentstyles", "nonshppict", "template", "filetbl",
    "bkmkstart", "bkmkend", "atnid", "atnref", "sp", "factoidname", "datafield", "formfield",
    "objclass", "objname", "blipuid", "picprop", "sn", "sv", "mmathPr", "pgptbl",
    "wgrffmtfilter", "password", "listname",
))  # fmt: skip
_SEEN_THOUGH_STARRED = frozenset(("shpinst", "shptxt", "annotation", "ud", "footnote"))
_ASIDE = frozenset(("shptxt", "annotation", "footnote"))  # not within the line they hang on
_SIGNS = {
    "par": "\n", "line": "\n", "row": "\n", "nestrow": "\n", "cell": "\t", "nestcell": "\t",
    "tab": " ", "sect": "\n", "page": "\n", "column": "\n", "emdash": "—", "endash": "–",
    "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”", "bullet": "•",
    "emspace": " ", "enspace": " ", "qmspace": " ", "softline": "\n",
}  # fmt: skip
_MOST_GROUPS = 2_000
_LOOK_EVERY = 20_000
_COPY = 1_000_000  # what a run of raw bytes costs, for the rest is copied


@dataclass(frozen=True, slots=True)
class _State:
    """What holds within a group."""

    unseen: bool = False
    deleted: bool = False
    font: int = -1
    width: int = 1  # how many signs follow a \\u for programs that do not know it
    starred: bool = False
    fonts: bool = False


def read_richtext(content: bytes, harvest: Harvest) -> None:
    """One page."""
    text = _Reader(harvest).text_of(content)
    lines = (line.strip(" ").rstrip("\t ") for line in text.split("\n"))
    harvest.page("\n".join(line for line in lines if line.strip()))
    pictures_behind(written_in_digits(content), harvest)


class _Reader:
    """Goes through the tokens of a file with a stack of states."""

    def __init__(self, harvest: Harvest) -> None:
        self._harvest = harvest
        self._page, self._fonts, self._defined = "cp1252", dict[int, str](), -1
        self._state, self._stack = _State(), list[_State]()
        self._out: list[str] = []
        self._asides: list[str] = []
        self._around: list[tuple[int, list[str]]] = []  # where an aside began, the text around it
        self._bytes = bytearray()
        self._skip = 0
        self._too_deep = 0

    def text_of(self, content: bytes) -> str:
        """The text of a file, then what hangs on its lines: notes, comments, boxes."""
        self._take_all(content)
        self._flush()
        while self._around:
            self._end_aside()
        return "\n".join(["".join(self._out), *self._asides])

    def _take_all(self, content: bytes) -> None:
        """Go through the tokens; what follows a run of raw bytes is gone through anew."""
        for number, found in enumerate(_TOKEN.finditer(content)):
            if not number % _LOOK_EVERY:
                self._harvest.bounds.look_at_the_clock()
            code, word, value, sign, brace, plain = found.groups()
            if code or plain:
                self._take(bytes.fromhex(code.decode()) if code else plain)
            elif word:
                count = int(value) if value else None
                self._word(word.decode(), count)
                if word == b"bin" and count and count > 0:
                    self._harvest.bounds.spend_expanded(_COPY)
                    self._take_all(content[found.end() + count :])
                    return
            elif sign:
                self._sign(sign)
            elif brace:
                self._brace(brace)

    def _brace(self, brace: bytes) -> None:
        self._flush()
        self._skip = 0
        if brace == b"{":
            if len(self._stack) >= _MOST_GROUPS:
                self._too_deep += 1
                return
            self._stack.append(self._state)
            self._state = replace(self._state, starred=False)
        elif self._too_deep:
            self._too_deep -= 1
        elif self._stack:
            self._state = self._stack.pop()
            if self._around and len(self._stack) < self._around[-1][0]:
                self._end_aside()

    def _sign(self, sign: bytes) -> None:
        if sign == b"*":
            self._state = replace(self._state, starred=True)
        elif sign in b"\\{}":
            self._take(sign)
        elif sign in b"~_\r\n":
            self._put({b"~": " ", b"_": "-"}.get(sign, "\n"))

    def _word(self, word: str, value: int | None) -> None:
        """A control word: a sign, a property, or where something begins."""
        if word == "u" and value is not None:
            self._unicode(value)
            return
        self._flush()
        act = _PROPERTIES.get(word)
        if act is not None:
            act(self, value if value is not None else 1)
        elif word in _SIGNS:
            self._put(_SIGNS[word])
        elif word in _UNSEEN:
            self._state = replace(self._state, unseen=True, fonts=word == "fonttbl")
        elif self._state.starred and word not in _SEEN_THOUGH_STARRED:
            self._state = replace(self._state, unseen=True)
        elif word in _SEEN_THOUGH_STARRED:
            self._state = replace(self._state, unseen=self._outer_unseen(word), starred=False)
            if word in _ASIDE and not self._state.unseen:
                self._around.append((len(self._stack), self._out))
                self._out = []

    def _end_aside(self) -> None:
        """Put an aside's text apart and go on with the text around it."""
        self._asides.append("".join(self._out))
        self._out = self._around.pop()[1]

    def _outer_unseen(self, word: str) -> bool:
        """Whether the text around stays unseen; the Unicode form of a text is read in its stead."""
        if word == "ud" and len(self._stack) > 1:
            return self._stack[-2].unseen
        return self._state.unseen

    def _unicode(self, value: int) -> None:
        """A sign by its number, whatever stands after it for others left out."""
        self._flush()
        number = value & 0xFFFF
        if 0xF000 <= number <= 0xF0FF:
            self._put(symbol("wingdings", f"{number:x}"))
        else:
            self._put(chr(number))
        self._skip = self._state.width

    def _take(self, piece: bytes) -> None:
        """Bytes of text."""
        if self._skip:
            left = piece[self._skip :]
            self._skip = max(self._skip - len(piece), 0)
            piece = left
        if piece and not self._state.unseen and not self._state.deleted:
            self._bytes += piece

    def _put(self, text: str) -> None:
        self._flush()
        if not self._state.unseen and not self._state.deleted:
            self._out.append(text)

    def _flush(self) -> None:
        """Turn gathered bytes into signs of the font's code, or of the file's."""
        if self._bytes:
            code = self._fonts.get(self._state.font, self._page)
            page = self._page if code in ("cp1252", "symbol") else code
            self._out.append(self._bytes.decode(page, "replace"))
            self._bytes.clear()

    def _set_page(self, value: int) -> None:
        self._page = _PAGES.get(value, self._page)
        if value in range(1250, 1259):
            self._page = f"cp{value}"

    def _set_font(self, value: int) -> None:
        if self._state.fonts:
            self._defined = value
        self._state = replace(self._state, font=value)

    def _set_charset(self, value: int) -> None:
        if self._state.fonts and value in _CHARSETS and len(self._fonts) < 10_000:
            self._fonts[self._defined] = _CHARSETS[value]

    def _set_width(self, value: int) -> None:
        self._state = replace(self._state, width=max(min(value, 8), 0))

    def _set_deleted(self, value: int) -> None:
        self._state = replace(self._state, deleted=bool(value))

    def _reset(self, _: int) -> None:
        """Back to the document's own signs and nothing struck out."""
        self._state = replace(self._state, deleted=False, font=-1)

    def _hide_ansi(self, _: int) -> None:
        """What follows is there twice; the second form is the better one."""
        self._state = replace(self._state, unseen=True)


_PROPERTIES: Mapping[str, Callable[[_Reader, int], None]] = {
    "ansicpg": _Reader._set_page,
    "f": _Reader._set_font,
    "fcharset": _Reader._set_charset,
    "uc": _Reader._set_width,
    "deleted": _Reader._set_deleted,
    "plain": _Reader._reset,
    "upr": _Reader._hide_ansi,
}
