"""What a unit typed into a Word file: text with its breaks and boxes, without what was deleted."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from doc_templates.word_parts import W

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

WORD14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
TICKED, UNTICKED = "☑", "□"
# Private fonts draw boxes where others draw letters (Microsoft's symbol charts).
_SYMBOLS = {
    "wingdings": {
        **dict.fromkeys((0x52, 0x53, 0xFC, 0xFD, 0xFE, 0xFB, 0x78, 0x6E), TICKED),
        **dict.fromkeys((0x6F, 0x70, 0x71, 0x72, 0xA8), UNTICKED),
    },
    "wingdings 2": {
        **dict.fromkeys((0x4F, 0x50, 0x51, 0x52, 0x53, 0x54, 0x55, 0x56), TICKED),
        **dict.fromkeys((0x2A, 0x30, 0xA3), UNTICKED),
    },
}
_OFF = ("0", "false", "off")


@dataclass(slots=True)
class Tally:
    """How much was inserted, deleted, hidden while changes were tracked."""

    counts: Counter[str] = field(default_factory=Counter)

    def note(self, what: str) -> None:
        """One more of a kind."""
        self.counts[what] += 1


def w(name: str) -> str:
    """A name in WordprocessingML's namespace."""
    return W + name


def is_on(element: Any) -> bool:
    """Whether a switch such as ``w:vanish`` is there and not turned off."""
    return element is not None and element.get(w("val"), "1").lower() not in _OFF


def chosen(element: Any) -> Any:
    """The branch of an AlternateContent that is read: the first choice, else the fallback."""
    choice = element.find(f"{_MC}Choice")
    return choice if choice is not None else element.find(f"{_MC}Fallback")


def is_alternatives(element: Any) -> bool:
    """Whether the element offers the same content twice."""
    return bool(element.tag == f"{_MC}AlternateContent")


def paragraph_text(element: Any, tally: Tally) -> str:
    """The text of runs below an element, in order; boxes are ☑ and □."""
    return "".join(_pieces(element, tally))


def _pieces(element: Any, tally: Tally) -> Iterator[str]:
    for child in element:
        tag = child.tag
        if not isinstance(tag, str):
            continue
        if is_alternatives(child):
            branch = chosen(child)
            yield from _pieces(branch, tally) if branch is not None else ()
        elif tag in _READERS:
            yield _READERS[tag](child)
        elif tag == w("sdt"):
            yield from _control(child, tally)
        elif not _left_out(child, tally):
            yield from _pieces(child, tally)


def _left_out(child: Any, tally: Tally) -> bool:
    """Deletions, hidden runs, properties, and what stands in blocks of its own."""
    tag = child.tag
    if tag in (w("del"), w("moveFrom")):
        tally.note("deleted")
        return True
    if tag in (w("ins"), w("moveTo")):
        tally.note("inserted")
        return False
    if tag == w("r") and is_on(child.find(f"{w('rPr')}/{w('vanish')}")):
        tally.note("hidden")
        return True
    return tag in _SKIPPED


_SKIPPED = frozenset(
    w(name)
    for name in ("pPr", "rPr", "instrText", "delText", "delInstrText", "rt", "sdtPr", "sdtEndPr",
                 "p", "tbl", "txbxContent", "footnoteReference", "sectPr")
)  # fmt: skip


def _control(element: Any, tally: Tally) -> Iterator[str]:
    """A content control inside a line: a box by its state, nothing for a placeholder."""
    state = box_state(element)
    if state:
        yield state
    elif not shows_placeholder(element):
        content = element.find(w("sdtContent"))
        yield from _pieces(content, tally) if content is not None else ()


def box_state(element: Any) -> str:
    """☑ or □ for a control that is a box to tick; empty for any other."""
    box = element.find(f"{w('sdtPr')}/{WORD14}checkbox")
    if box is None:
        return ""
    checked = box.find(f"{WORD14}checked")
    on = checked is not None and checked.get(f"{WORD14}val", "1").lower() not in _OFF
    return TICKED if on else UNTICKED


def shows_placeholder(element: Any) -> bool:
    """Whether a control still says “click here to enter text”."""
    return is_on(element.find(f"{w('sdtPr')}/{w('showingPlcHdr')}"))


def _symbol(element: Any) -> str:
    """A sign of a symbol font as the sign it draws."""
    font = (element.get(w("font")) or "").lower()
    try:
        number = int(element.get(w("char")) or "", 16)
    except ValueError:
        return ""
    number = number - 0xF000 if 0xF000 <= number <= 0xF0FF else number
    if font in _SYMBOLS:
        return _SYMBOLS[font].get(number, "")
    return chr(number) if 0x20 <= number < 0xD800 else ""


def _form_box(element: Any) -> str:
    """A tick box of the old form fields."""
    box = element.find(f"{w('ffData')}/{w('checkBox')}")
    if box is None:
        return ""
    state = box.find(w("checked"))
    if state is None:
        state = box.find(w("default"))
    return TICKED if is_on(state) else UNTICKED


def _text(element: Any) -> str:
    return element.text or ""


_READERS: dict[str, Callable[[Any], str]] = {
    w("t"): _text,
    w("br"): lambda _: "\n",
    w("cr"): lambda _: "\n",
    w("tab"): lambda _: "\t",
    w("ptab"): lambda _: "\t",
    w("noBreakHyphen"): lambda _: "-",
    w("softHyphen"): lambda _: "",
    w("sym"): _symbol,
    w("fldChar"): _form_box,
}
