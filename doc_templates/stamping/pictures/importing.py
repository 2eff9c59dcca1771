"""A bureau's own stamp picture, in true size: an SVG read as shapes, a PNG as pixels."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from doc_templates.stamping.pictures.drawing import SIGNATURE, Drawing
from doc_templates.stamping.pictures.faults import fault
from doc_templates.stamping.pictures.geometry import LARGEST_DIAMETER_MM
from doc_templates.stamping.pictures.raster import read_png
from doc_templates.stamping.pictures.vectors import read_shapes

if TYPE_CHECKING:
    from lxml.etree import _Element

_LARGEST = 2 * 1024 * 1024
_SMALLEST_MM = 5
_PNG = b"\x89PNG\r\n\x1a\n"
_MM = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,4})?)mm")
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")


def read_picture(
    content: bytes, title: str, kind: str = "", width_mm: float | None = None
) -> Drawing:
    """The picture as a drawing: an SVG in stamp red, a PNG as it is.

    ``width_mm`` is the stamp's own width where the picture does not tell it. Raises
    StampPictureError for a size beyond 45 mm, a PNG without transparency, too coarse or not
    red, an SVG with pictures or letters inside, a sample, and whatever cannot be read.
    """
    if len(content) > _LARGEST:
        raise fault("文件超过 2 MB")
    any_colour = kind == SIGNATURE
    if content.startswith(_PNG):
        raster, wide = read_png(content, width_mm, any_colour=any_colour)
        high = wide * raster.height / raster.width
        _check_size(wide, high)
        return Drawing(title, wide, high, (), raster)
    return _read_svg(content, title, width_mm, any_colour=any_colour)


def _check_size(wide: float, high: float) -> None:
    """Refuse a stamp beyond 45 mm (国发〔1999〕25号), or too small to be one."""
    if not _SMALLEST_MM <= max(wide, high) <= LARGEST_DIAMETER_MM:
        raise fault(f"尺寸为 {wide:.4g} × {high:.4g} 毫米")


def _read_svg(svg: bytes, title: str, width_mm: float | None, *, any_colour: bool) -> Drawing:
    root = _parsed(svg)
    told = _MM.fullmatch(root.get("width", "").strip())
    sides = [float(part) for part in _NUMBER.findall(root.get("viewBox", ""))]
    wide = width_mm or (float(told[1]) if told else 0.0)
    if not wide or len(sides) != 4 or min(sides[2:]) <= 0:
        raise fault('没有写明毫米宽度（width="42mm"，或用 --width 给出）和 viewBox')
    scale = wide / sides[2]
    high = scale * sides[3]
    _check_size(wide, high)
    upright = (scale, 0.0, 0.0, -scale, -sides[0] * scale, high + sides[1] * scale)
    return Drawing(title, wide, high, read_shapes(root, upright, any_colour=any_colour))


def _parsed(svg: bytes) -> _Element:
    """The SVG's tree, read without entities, document types or anything from outside."""
    from lxml import etree

    if b"<!" in svg.replace(b"<!--", b"").replace(b"<![CDATA[", b"") or b"<?xml-" in svg:
        raise fault("文件带有文档类型声明或样式表")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(svg, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise fault("SVG 读不懂，也不是 PNG") from error
    if etree.QName(root).localname != "svg":
        raise fault("不是 SVG")
    return root
