"""Who signs a paper of several bodies: names in rows over the date (GB/T 9704-2012 7.3.5.1).

The context arranges the names (``文.联合署名``): two in a row, 78 mm apart, or three short ones
52 mm apart, so that stamps of up to 45 mm never touch and stay inside the text block. The last
name stands at the right, the date below it; of two in a row the date has its four free characters.
"""

from __future__ import annotations

from doc_templates.joint_anchors import MOST_ISSUERS, joint_anchor
from doc_templates.kit.redhead import blank, narrowed, signature
from doc_templates.kit.wordml import TAB, bookmark, mark, para, run

_ROWS = "文.联合署名"
_LINE = 579
# From one row of names to the next: 46.2 mm, more than the largest stamp.
_PITCH = 2619
# Middles of the columns in twips: 37 and 115 mm; 26, 78 and 130 mm.
_STOPS = {2: (2098, 6520), 3: (1474, 4422, 7370)}
# Characters of a name -> their width in percent; two characters stay free in between.
_SCALES = {
    2: (("<= 12", 0), ("<= 15", 80), ("<= 18", 66), ("<= 20", 60), ("<= 24", 50), ("> 24", 40)),
    3: (("<= 7", 0), ("<= 9", 80), ("<= 11", 66), ("> 11", 50)),
}
_FREE = '<w:ind w:left="0" w:firstLine="0"/><w:jc w:val="left"/>'


def signatures(*, tied: bool = False) -> str:
    """The issuer's signature, or those of all issuers of a joint paper."""
    return (
        mark(f"if {_ROWS}")
        + blank() * 2
        + mark(f"for 排 in {_ROWS}")
        + mark("if not loop.first")
        + _spacer()
        + mark("endif")
        + _by_columns(_names(2), _names(3))
        + mark("if loop.last")
        + _by_columns(_date(2, tied), _date(3, tied))
        + mark("endif")
        + mark("endfor")
        + mark("else")
        + signature(tied=tied)
        + mark("endif")
    )


def _by_columns(two: str, three: str) -> str:
    condition = "排.机关|length == 3"
    return mark(f"if {condition}") + three + mark("else") + two + mark("endif")


def _names(columns: int) -> str:
    """One row: each name centred on its column, its bookmark before it."""
    each = TAB + _bookmarks(columns) + narrowed("位.名称", _SCALES[columns])
    content = run("{% for 位 in 排.机关 %}") + each + run("{% endfor %}")
    return para(content, style="Signature", extra=f"<w:keepNext/>{_tabs(columns)}{_FREE}")


def _bookmarks(columns: int) -> str:
    """The one bookmark of this place: its number is the issuer's, so no two are alike."""
    first = 10 * columns
    parts = [
        run(f"{{% {'elif' if number > 1 else 'if'} 位.号 == {number} %}}")
        + bookmark(joint_anchor(columns, number), first + number)
        for number in range(1, MOST_ISSUERS + 1)
    ]
    return "".join([*parts, run("{% endif %}")])


def _date(columns: int, tied: bool) -> str:
    """The date below the last name."""
    kept = "<w:keepNext/>" if tied else '<w:keepNext w:val="0"/>'
    content = TAB * columns + run("{{ 文.成文日期|日期 }}")
    return para(content, style="Signature", extra=f"{kept}{_tabs(columns)}{_FREE}")


def _tabs(columns: int) -> str:
    inside = "".join(f'<w:tab w:val="center" w:pos="{stop}"/>' for stop in _STOPS[columns])
    return f"<w:tabs>{inside}</w:tabs>"


def _spacer() -> str:
    """Room between two rows of stamps."""
    height = f'<w:spacing w:line="{_PITCH - _LINE}" w:lineRule="exact"/>'
    return para("", style="Signature", extra=f"<w:keepNext/>{height}{_FREE}")
