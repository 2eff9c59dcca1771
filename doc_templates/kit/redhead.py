"""Official documents: red head, letter head, body, annex, signature and imprint (GB/T 9704)."""

from __future__ import annotations

import re

from doc_templates.kit.page import TYPE_WIDTH
from doc_templates.kit.styles import CHARACTER, KAI_FONT
from doc_templates.kit.wordml import TAB, Cell, Look, bookmark, mark, para, row, run, table

_RED = "FF0000"
_TITLE_LINE = 19  # characters of a title that stand on one line, dates aside
# The block is centred 10.25 characters from the right edge; two spaces move it right by one.
# The date, 7.5 characters wide, is left 4, 5 or 6 characters free for 15, 17 or 19 letters.
_SHIFT = (
    "{% if 文.署名|length <= 15 %}　　　　　{% elif 文.署名|length <= 17 %}　　　"
    "{% elif 文.署名|length <= 19 %}　{% endif %}"
)


def _mark_runs() -> str:
    """The issuer's mark, narrowed so that it stays on one line of 156 mm."""
    scales = (("<= 10", 90), ("<= 16", 66), ("<= 22", 50), ("> 22", 42))
    return narrowed("局.机关全称", scales, _RED, "文件")


def red_head() -> str:
    """Mark 35 mm below the type area's top, number two lines on, red line 4 mm below it."""
    line = f'<w:pBdr><w:bottom w:val="single" w:sz="12" w:space="8" w:color="{_RED}"/></w:pBdr>'
    return (
        para(_mark_runs(), style="Mark",
             extra='<w:spacing w:before="1840"/>')
        + para("{{ 文.文号 }}", style="Number", extra=f'{line}<w:spacing w:before="1158"/>')
    )  # fmt: skip


def upward_head() -> str:
    """The head of a paper to a superior: number one character in, 签发人 opposite (7.2.5–7.2.6)."""
    line = f'<w:pBdr><w:bottom w:val="single" w:sz="12" w:space="8" w:color="{_RED}"/></w:pBdr>'
    tab = f'<w:tabs><w:tab w:val="right" w:pos="{TYPE_WIDTH - CHARACTER}"/></w:tabs>'
    place = '<w:jc w:val="left"/>'
    signer = run("签发人：") + run("{{ 文.签发人 }}", Look(font=KAI_FONT))
    return (
        para(_mark_runs(), style="Mark",
             extra='<w:spacing w:before="1840"/>')
        + para(run("　{{ 文.文号 }}") + TAB + signer, style="Number",
               extra=f'{line}{tab}<w:spacing w:before="1158"/>{place}')
    )  # fmt: skip


def minutes_head(name: str) -> str:
    """The head of minutes: the mark, then who held the meeting and the day, and the red line."""
    line = f'<w:pBdr><w:bottom w:val="single" w:sz="12" w:space="8" w:color="{_RED}"/></w:pBdr>'
    tab = f'<w:tabs><w:tab w:val="right" w:pos="{TYPE_WIDTH - CHARACTER}"/></w:tabs>'
    place = '<w:jc w:val="left"/>'
    return (
        para(run(name, Look(colour=_RED)), style="Mark", extra='<w:spacing w:before="1840"/>')
        + para(run("　{{ 局.机关全称 }}") + TAB + run("{{ 文.成文日期|日期 }}"), style="Number",
               extra=f'{line}{tab}<w:spacing w:before="1158"/>{place}')
    )  # fmt: skip


def letter_head() -> str:
    """The runs of a letter's mark: the name alone, without 文件."""
    return narrowed(
        "文.发文机关", (("<= 13", 100), ("<= 17", 90), ("<= 24", 66), ("> 24", 50)), _RED
    )


def narrowed(
    name: str, scales: tuple[tuple[str, int], ...], colour: str = "", ending: str = ""
) -> str:
    """The runs of a name on one line: narrower letters, the more there are of them."""
    parts = [run("{% if false %}")]
    for condition, scale in scales:
        parts.append(run(f"{{% elif {name}|length {condition} %}}"))
        parts.append(run(f"{{{{ {name} }}}}{ending}", Look(colour=colour, scale=scale)))
    return "".join([*parts, run("{% endif %}")])


def letter_number() -> str:
    """A letter's number: right edge of the type area, below the first red lines."""
    return para("{{ 文.文号 }}", style="LetterNumber")


def title(*lines: str, before: int = 1158) -> str:
    """The title, two lines below whatever stands above it, broken where the words allow."""
    breaks = "<w:r><w:br/></w:r>".join(run(line) for line in lines)
    return para(breaks, style="DocTitle", extra=f'<w:spacing w:before="{before}"/>')


def batch_title(
    opening: str, ending: str, *, kinds: str = "批.名额", which: str = "''", before: int = 1158
) -> str:
    """The title of a batch's paper: the place, what kinds, what of them; ``which`` one of several.

    Kinds whose names are shorter than both other lines go with the ending, where a line holds
    them: no title is narrow in the middle.
    """
    place, named = (
        f"{opening}{{{{ 批.年度 }}}}年{{{{ 政.地区|冠于({kinds}|join('及')) }}}}",
        f"{kinds}|join('及') ~ {which}",
    )
    names = f"({named})|length"
    first = len(opening) + len("2024年")
    wide = (
        f"{names} >= {len(ending)} or {names} >= {first} + 政.地区|length"
        f" or {names} > {_TITLE_LINE - len(ending)}"
    )
    broken = "<w:r><w:br/></w:r>"
    between = run(f"{{% if {wide} %}}") + broken + run("{% endif %}")
    text = run(place) + broken + run(f"{{{{ {named} }}}}") + between + run(ending)
    return para(text, style="DocTitle", extra=f'<w:spacing w:before="{before}"/>')


def project_title(before: str, after: str) -> str:
    """A title around a unit's project, broken behind the unit's name, again behind a long project.

    A project's name often begins with the unit's: it is not printed twice. Where the unit's name
    alone is longer than a line, the lines simply run on.
    """
    fits = f"案.单位.名称|length <= {_TITLE_LINE - len(before)}"
    long = f"{fits} and 文.项目简称|length > {_TITLE_LINE - len(after)}"
    behind_unit, behind_project = (
        run(f"{{% if {condition} %}}") + "<w:r><w:br/></w:r>" + run("{% endif %}")
        for condition in (fits, long)
    )
    named = run(before + "{{ 案.单位.名称 }}") + behind_unit + run("{{ 文.项目简称 }}")
    text = named + behind_project + run(after)
    return para(text, style="DocTitle", extra='<w:spacing w:before="1158"/>')


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
    for name, value in entries:
        joint = f"{{% if {earlier} %}}；{{% endif %}}" if earlier else ""
        text += f"{{% if {value} %}}{joint}{name}：{{{{ {value} }}}}{{% endif %}}"
        earlier = f"{earlier} or {value}" if earlier else value
    return text


def kept(text: str) -> str:
    """A body paragraph whose last two lines go along with what follows.

    So no page holds a signature alone (7.3.5.5).
    """
    return para(text, extra='<w:keepNext/><w:widowControl w:val="1"/>')


def closing(*texts: str) -> str:
    """The last paragraphs of a text: all of them go along with the signature."""
    return "".join(map(kept, texts))


def single_annex(name: str) -> str:
    """附件： and the one annex's name; further lines hang below the name (7.3.4)."""
    hanging = '<w:keepNext/><w:ind w:left="1575" w:hanging="945"/>'
    return blank() + para(f"附件：{name}", style="AnnexNote", extra=hanging)


def _centred(content: str, extra: str = "") -> str:
    return para(run(_SHIFT) + content, style="Signature", extra=extra)


def signature(anchor: str = "stamp1", number: int = 1, *, tied: bool = False) -> str:
    """Issuer over date, centred on each other, two lines below the text (7.3.5.1).

    The anchor opens the issuer's line: there the stamp goes over it and over the date.
    ``tied`` keeps the date on one page with what follows, the imprint.
    """
    last = "<w:keepNext/>" if tied else '<w:keepNext w:val="0"/>'
    return (
        blank() * 2
        + _centred(bookmark(anchor, number) + _issuer())
        + _centred(run("{{ 文.成文日期|日期 }}"), last)
    )


def _issuer() -> str:
    """The issuer's name on one line, narrowed where it is longer than 20 letters."""
    return narrowed("文.署名", (("<= 20", 0), ("<= 25", 80), ("> 25", 60)))


def annex(mark_text: str, title_text: str) -> str:
    """The head of an annex, on a page of its own: mark at the top left, title on the third line."""
    return para(mark_text, style="AnnexMark") + para(title_text, style="AnnexTitle")


def imprint(copies: str = "抄送", names: str = "文.抄送") -> str:
    """版记 at the foot of the last page: copies, issuing office and day (7.4).

    A paragraph as tall as the imprint keeps its place free and goes along with the line before.
    ``copies`` may be empty: then only the office and the day are printed.
    """
    rows = [row(Cell(_copies(copies, names)))] if copies else []
    found = table((TYPE_WIDTH,), *rows, row(Cell(_office())))
    for side in ("left", "right", "insideV"):
        found = re.sub(rf"<w:{side} w:val=[^/]*/>", f'<w:{side} w:val="nil"/>', found, count=1)
    found = found.replace('insideH w:val="single" w:sz="4"', 'insideH w:val="single" w:sz="6"')
    found = found.replace('w:w="85"', 'w:w="0"')
    return _at_foot(found, f"({names}|length)" if copies else "0")


def _copies(label: str, names: str) -> str:
    return para(f"{label}：{{{{ {names} }}}}。", style="Imprint")


def _office() -> str:
    """The office and the day on one line, narrowed when the office's name is long."""
    flush = '<w:ind w:left="280" w:firstLine="0" w:right="280"/>'
    office = narrowed("文.印发机关", (("<= 19", 0), ("<= 23", 80), ("<= 30", 60), ("> 30", 50)))
    day = run("{{ 文.成文日期|日期 }}印发")
    return para(office + TAB + day, style="Imprint", extra=flush)


# Characters of the copies' names -> height of the imprint in twips.
_HEIGHTS = ((0, 600), (25, 1160), (51, 1640), (77, 2120), (103, 2600), (10**6, 3080))


def _at_foot(content: str, length: str) -> str:
    """A box without lines whose lower edge is the lower edge of the type area (7.4.1)."""
    width, height = TYPE_WIDTH * 635, 3400 * 635
    shape = (
        '<wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="1" '
        'behindDoc="0" locked="0" layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/>'
        '<wp:positionH relativeFrom="margin"><wp:align>center</wp:align></wp:positionH>'
        '<wp:positionV relativeFrom="margin"><wp:align>bottom</wp:align></wp:positionV>'
        f'<wp:extent cx="{width}" cy="{height}"/><wp:wrapNone/>'
        '<wp:docPr id="1" name="版记"/><a:graphic><a:graphicData '
        'uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp>'
        f'<wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{width}" '
        f'cy="{height}"/></a:xfrm><a:prstGeom prst="rect"/><a:noFill/><a:ln><a:noFill/></a:ln>'
        f"</wps:spPr><wps:txbx><w:txbxContent>{content}"
        f"{para('', style='Hairline')}</w:txbxContent></wps:txbx>"
        '<wps:bodyPr lIns="0" tIns="0" rIns="0" bIns="0" anchor="b"><a:noAutofit/></wps:bodyPr>'
        "</wps:wsp></a:graphicData></a:graphic></wp:anchor>"
    )
    drawing = f'<mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>{shape}</w:drawing>'
    box = f"<w:r>{drawing}</mc:Choice></mc:AlternateContent></w:r>"
    return _room(length) + para(box, style="Tail")


def _room(length: str) -> str:
    """An empty paragraph as high as the imprint that stands over it."""
    marks = [mark("if false")]
    for most, height in _HEIGHTS:
        line = f'<w:keepNext/><w:spacing w:before="0" w:line="{height}" w:lineRule="exact"/>'
        marks += [mark(f"elif {length} <= {most}"), para("", style="Tail", extra=line)]
    return "".join([*marks, mark("endif")])


def level(text: str) -> str:
    """A first-level heading: 一、 in 黑体."""
    return para(text, style="Level1")
