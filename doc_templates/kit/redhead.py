"""Official documents: red head, letter head, body, annex, signature and imprint (GB/T 9704)."""

from __future__ import annotations

import re

from doc_templates.kit.page import TYPE_WIDTH
from doc_templates.kit.wordml import TAB, Cell, Look, bookmark, para, row, run, table

_RED = "FF0000"
# The block is centred 10.25 characters from the right edge; two spaces move it right by one.
# Names of up to 14, 16, 20 characters leave 4, 5, 7 characters free beside the date.
_SHIFT = (
    "{% if 文.署名|length <= 14 %}　　　　　　{% elif 文.署名|length <= 16 %}　　　　{% endif %}"
)


def _mark_runs(name: str) -> str:
    """The issuer's mark, narrowed so that it stays on one line of 156 mm."""
    wide, usual, narrow = (run(name, Look(colour=_RED, scale=scale)) for scale in (90, 66, 50))
    plain = run
    return (
        plain("{% if 局.机关全称|length <= 10 %}") + wide
        + plain("{% elif 局.机关全称|length <= 16 %}") + usual
        + plain("{% else %}") + narrow + plain("{% endif %}")
    )  # fmt: skip


def red_head() -> str:
    """Mark 35 mm below the type area's top, number two lines on, red line 4 mm below it."""
    line = f'<w:pBdr><w:bottom w:val="single" w:sz="12" w:space="6" w:color="{_RED}"/></w:pBdr>'
    return (
        para(_mark_runs("{{ 局.机关全称 }}文件"), style="Mark",
             extra='<w:spacing w:before="1913"/>')
        + para("{{ 文.文号 }}", style="Number", extra=f'{line}<w:spacing w:before="1158"/>')
    )  # fmt: skip


def letter_head() -> str:
    """The runs of a letter's mark: the name alone, without 文件."""
    sizes = (("<= 13", 100), ("<= 17", 90), ("<= 24", 66))
    parts = [run("{% if false %}")]
    for condition, scale in sizes:
        parts.append(run(f"{{% elif 局.机关全称|length {condition} %}}"))
        parts.append(run("{{ 局.机关全称 }}", Look(colour=_RED, scale=scale)))
    parts += [run("{% else %}"), run("{{ 局.机关全称 }}", Look(colour=_RED, scale=50))]
    return "".join([*parts, run("{% endif %}")])


def letter_number() -> str:
    """A letter's number: right edge of the type area, below the first red lines."""
    return para("{{ 文.文号 }}", style="LetterNumber")


def title(*lines: str, before: int = 1158) -> str:
    """The title, two lines below whatever stands above it, broken where the words allow."""
    breaks = "<w:r><w:br/></w:r>".join(run(line) for line in lines)
    return para(breaks, style="DocTitle", extra=f'<w:spacing w:before="{before}"/>')


def addressee() -> str:
    """Whom the document is for, flush left, one line below the title."""
    return para("{{ 文.主送 }}：", style="Addressee")


def annex_list(loop: str, name: str, total: str) -> str:
    """附件： and its list, names hanging under each other, no full stop."""
    first = "{% if loop.first %}附件：{% else %}　　　{% endif %}"
    number = f"{{% if {total} > 1 %}}{{{{ loop.index }}}}.{{% endif %}}"
    return (
        blank()
        + para(f"{{%p for {loop} %}}")
        + para(first + number + name, style="AnnexNote")
        + para("{%p endfor %}")
    )


def blank() -> str:
    """An empty line that stays with what follows."""
    return para("", style="Flush", extra="<w:keepNext/>")


def contacts(*entries: tuple[str, str]) -> str:
    """``label：value`` joined by semicolons, leaving out labels whose value is empty."""
    earlier, text = "", ""
    for name, mark in entries:
        joint = f"{{% if {earlier} %}}；{{% endif %}}" if earlier else ""
        text += f"{{% if {mark} %}}{joint}{name}：{{{{ {mark} }}}}{{% endif %}}"
        earlier = f"{earlier} or {mark}" if earlier else mark
    return text


def kept(text: str) -> str:
    """A body paragraph that goes along with the signature: no page holds a signature alone."""
    return para(text, extra="<w:keepNext/>")


def _centred(content: str, extra: str = "") -> str:
    return para(run(_SHIFT) + content, style="Signature", extra=extra)


def signature(anchor: str = "stamp1", number: int = 1) -> str:
    """Issuer over date, centred on each other, two lines below the text (7.3.5.1).

    The anchor opens the issuer's line: there the stamp goes over it and over the date.
    """
    return (
        blank() * 2
        + _centred(bookmark(anchor, number) + run("{{ 文.署名 }}"))
        + _centred(run("{{ 文.成文日期|日期 }}"), '<w:keepNext w:val="0"/>')
    )


def annex(mark_text: str, title_text: str) -> str:
    """The head of an annex, on a page of its own: mark at the top left, title on the third line."""
    return para(mark_text, style="AnnexMark") + para(title_text, style="AnnexTitle")


def imprint() -> str:
    """版记 at the foot of the last page: copies, issuing office and day (7.4)."""
    day = run("{{ 文.印发机关 }}") + TAB + run("{{ 文.成文日期|日期 }}印发")
    office = para(day, style="Imprint", extra='<w:ind w:left="280" w:firstLine="0" w:right="280"/>')
    copies = para("抄送：{{ 文.抄送 }}。", style="Imprint")
    found = table((TYPE_WIDTH,), row(Cell(copies)), row(Cell(office)))
    for side in ("left", "right", "insideV"):
        found = re.sub(rf"<w:{side} w:val=[^/]*/>", f'<w:{side} w:val="nil"/>', found, count=1)
    return _at_foot(found)


def _at_foot(content: str) -> str:
    """A frame without lines whose lower edge is the lower edge of the type area (7.4.1)."""
    width, height = TYPE_WIDTH * 635, 1620 * 635
    shape = (
        '<wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="1" '
        'behindDoc="0" locked="0" layoutInCell="1" allowOverlap="0"><wp:simplePos x="0" y="0"/>'
        '<wp:positionH relativeFrom="margin"><wp:align>center</wp:align></wp:positionH>'
        '<wp:positionV relativeFrom="margin"><wp:align>bottom</wp:align></wp:positionV>'
        f'<wp:extent cx="{width}" cy="{height}"/><wp:wrapTopAndBottom/>'
        '<wp:docPr id="1" name="版记"/><a:graphic><a:graphicData '
        'uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp>'
        f'<wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{width}" '
        f'cy="{height}"/></a:xfrm><a:prstGeom prst="rect"/><a:noFill/><a:ln><a:noFill/></a:ln>'
        f"</wps:spPr><wps:txbx><w:txbxContent>{content}"
        f"{para('', style='Hairline')}</w:txbxContent></wps:txbx>"
        '<wps:bodyPr lIns="0" tIns="0" rIns="0" bIns="0" anchor="b"><a:noAutofit/></wps:bodyPr></wps:wsp></a:graphicData>'
        "</a:graphic></wp:anchor>"
    )
    drawing = f'<mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>{shape}</w:drawing>'
    return para(f"<w:r>{drawing}</mc:Choice></mc:AlternateContent></w:r>", style="Tail")


def level(text: str) -> str:
    """A first-level heading: 一、 in 黑体."""
    return para(text, style="Level1")
