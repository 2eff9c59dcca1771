"""How a Word file dresses its text: docDefaults, styles and direct properties, one over another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from lxml import etree

from doc_templates.word_parts import W
from doc_templates.word_places import around

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Properties: TypeAlias = "dict[str, dict[str, str]]"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_LONGEST_CHAIN = 20
_OFF = ("0", "false", "off", "none")
_GATHERED = ("rFonts", "spacing", "ind")
_TWIPS_A_POINT = 20


@dataclass(frozen=True, slots=True)
class Look:
    """How a stretch of text looks: fonts, size in points, the rest in Word's own units."""

    asian: str
    latin: str
    size: float
    spacing: int = 0
    colour: str = ""
    hidden: bool = False

    @property
    def pitch(self) -> int:
        """How far a Chinese character advances, in twips."""
        return round(self.size * _TWIPS_A_POINT) + self.spacing


class Styles:
    """The styles of one Word file; what no style says is Word's own default."""

    def __init__(self, styles: Any, theme: Any = None) -> None:
        """Read ``word/styles.xml`` and, for fonts named by theme, the theme; either may be None."""
        found = [] if styles is None else list(styles.iter(f"{W}style"))
        self._theme = theme
        self._styles = {each.get(f"{W}styleId", ""): each for each in found}
        self._defaults = {
            each.get(f"{W}type", ""): each.get(f"{W}styleId", "")
            for each in found
            if each.get(f"{W}default") in ("1", "true", "on")
        }
        base = None if styles is None else styles.find(f"{W}docDefaults")
        self._base = {
            tag: None if base is None else base.find(f"{W}{tag}Default/{W}{tag}")
            for tag in ("pPr", "rPr")
        }

    def name_of(self, paragraph: Any) -> str:
        """What Word calls the paragraph's style: 公文正文."""
        style = self._styles.get(self._style_of(paragraph))
        name = None if style is None else style.find(f"{W}name")
        return "" if name is None else str(name.get(f"{W}val", ""))

    def paragraph(self, paragraph: Any) -> Properties:
        """A paragraph's properties by tag, then attribute."""
        layers = [self._base["pPr"], *self._layers(paragraph, "pPr"), paragraph.find(f"{W}pPr")]
        return self._merged(layers)

    def look(self, run: Any, paragraph: Any) -> Look:
        """How a run of a paragraph looks."""
        own = run.find(f"{W}rPr")
        named = _value(own, "rStyle")
        character = self._chain(named, "rPr") if named else []
        layers = [self._base["rPr"], *self._layers(paragraph, "rPr"), *character, own]
        found = self._merged(layers)
        fonts = found.get("rFonts", {})
        return Look(
            fonts.get("eastAsia", ""),
            fonts.get("ascii", ""),
            number(found.get("sz", {}).get("val", ""), 20) / 2,
            number(found.get("spacing", {}).get("val", ""), 0),
            found.get("color", {}).get("val", ""),
            is_on(found.get("vanish")),
        )

    def _style_of(self, paragraph: Any) -> str:
        """The id of a paragraph's style; the default one when it names none."""
        named = _value(paragraph.find(f"{W}pPr"), "pStyle")
        return named if named in self._styles else self._defaults.get("paragraph", "")

    def _layers(self, paragraph: Any, tag: str) -> list[Any]:
        """Table style, then paragraph style, each with what it is based on."""
        table = around(paragraph, f"{W}tbl")
        named = "" if table is None else _value(table.find(f"{W}tblPr"), "tblStyle")
        dressed = self._chain(named or self._defaults.get("table", ""), tag)
        outer = dressed if table is not None else []
        return [*outer, *self._chain(self._style_of(paragraph), tag)]

    def _chain(self, style: str, tag: str) -> list[Any]:
        """The properties of a style after those of the styles it is based on."""
        found: list[Any] = []
        seen: set[str] = set()
        while style in self._styles and style not in seen and len(seen) < _LONGEST_CHAIN:
            seen.add(style)
            element = self._styles[style]
            found.append(element.find(f"{W}{tag}"))
            based = element.find(f"{W}basedOn")
            style = "" if based is None else based.get(f"{W}val", "")
        return found[::-1]

    def _merged(self, layers: Iterable[Any]) -> Properties:
        """Later layers over earlier ones; fonts, spacing and indents attribute by attribute."""
        found: Properties = {}
        for layer in layers:
            for element in () if layer is None else layer.iterchildren(etree.Element):
                tag = etree.QName(element).localname
                values = attributes(element)
                if tag == "rFonts":
                    values = self._fonts(values)
                found[tag] = {**found.get(tag, {}), **values} if tag in _GATHERED else values
        return found

    def _fonts(self, values: dict[str, str]) -> dict[str, str]:
        """Fonts by name; those named by theme are looked up in it."""
        named = {key: value for key, value in values.items() if not key.endswith("Theme")}
        for script in ("ascii", "eastAsia"):
            of_theme = values.get(f"{script}Theme")
            if of_theme is not None:
                named[script] = self._of_theme(of_theme)
        return named

    def _of_theme(self, name: str) -> str:
        """``minorEastAsia``: the font of the theme; for Chinese the one for Hans."""
        if self._theme is None:
            return ""
        part = self._theme.find(f".//{_A}{'major' if name.startswith('major') else 'minor'}Font")
        if part is None:
            return ""
        asian = name.endswith("EastAsia")
        face = part.find(f"{_A}{'ea' if asian else 'latin'}")
        named = "" if face is None else face.get("typeface", "")
        hans = part.find(f"{_A}font[@script='Hans']")
        return str(named or ("" if hans is None or not asian else hans.get("typeface", "")))


def attributes(element: Any) -> dict[str, str]:
    """An element's attributes without their namespaces."""
    return {etree.QName(key).localname: value for key, value in element.attrib.items()}


def number(text: str, otherwise: int) -> int:
    """A whole number as Word writes it; decimals are cut, nonsense is ``otherwise``."""
    try:
        return int(float(text))
    except (ValueError, OverflowError):
        return otherwise


def is_on(values: Mapping[str, str] | None) -> bool:
    """Whether a switch such as ``w:vanish`` is there and not turned off."""
    return values is not None and values.get("val", "1").lower() not in _OFF


def _value(element: Any, tag: str) -> str:
    """The ``w:val`` of a child; "" when there is none."""
    found = None if element is None else element.find(f"{W}{tag}")
    return "" if found is None else str(found.get(f"{W}val", ""))
