"""Whatever the template and the data: the Word parts are those that docxtpl makes."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.tools.docxtpl_peer import canonical, rendered_by_docxtpl, rendered_by_engine
from tests.tools.word_files import cell, paragraph, row, run, table, text_box, word_file

# Signs that XML, Jinja or Word's layout might trip over. docxtpl turns {_{ of a value into a
# mark's braces and we print it as it is, so underscores stay out (a test of its own has them).
VALUES = st.text("甲乙 、。&<>\"'{}%#\n\t\a\f\r\u3000ab1]", max_size=12)
WORDS = st.text("固定文字，&<>“x ", max_size=6) | st.just("甲\t乙\n丙") | st.just("{_{ 原样 }_}")
RUN_LOOKS = st.sampled_from(["", "<w:b/>", '<w:rStyle w:val="甲"/><w:sz w:val="32"/>'])
PARAGRAPH_LOOKS = st.sampled_from(["", '<w:jc w:val="center"/>', '<w:pStyle w:val="a"/>'])
NAMES = ("值.甲", "值.乙", "值.数", "值.真", "值.空行", "值.没有|空", "表[0].甲 if 表 else ''")
MARKS = st.sampled_from([f"{{{{ {name} }}}}" for name in NAMES])
ROW_MARKS = st.sampled_from(
    ["{{ 行.甲 }}", "{{ loop.index }}", "{{ 行.乙|join('、') }}", "{{ 行.乙 }}"]
)
CONDITIONS = st.sampled_from(["值.真", "值.甲", "表", "值.数 > 3", "值.没有 is defined"])


@st.composite
def split(draw: st.DrawFn, text: str) -> str:
    """A text typed into Word, which splits it over runs wherever it likes."""
    places = sorted(draw(st.sets(st.integers(1, max(1, len(text) - 1)), max_size=3)))
    pieces = [text[a:b] for a, b in zip([0, *places], [*places, len(text)], strict=True)]
    proof = draw(st.sampled_from(["", '<w:proofErr w:type="spellStart"/>']))
    return proof.join(run(piece, draw(RUN_LOOKS)) for piece in pieces)


@st.composite
def lines(draw: st.DrawFn, marks: st.SearchStrategy[str] = MARKS) -> str:
    """A paragraph with words, marks and branches within the line."""
    inner = st.builds(str.__add__, WORDS, marks)
    branch = st.builds(
        "{{% if {} %}}{}{{% else %}}{}{{% endif %}}".format, CONDITIONS, inner, WORDS
    )
    loop = st.builds("{{% for 一 in 值.多 %}}{}{{{{ 一 }}}}{{% endfor %}}".format, WORDS)
    pieces = draw(st.lists(WORDS | marks | branch | loop, max_size=3))
    runs = "".join(draw(split(piece)) for piece in pieces if piece)
    return paragraph(runs or run(""), properties=draw(PARAGRAPH_LOOKS))


def _rows(own: str, mark: str, columns: int) -> list[tuple[str, ...]]:
    """Rows and groups of rows of every kind that docxtpl knows."""
    rest = ["x"] * (columns - 1)
    return [
        (row("{%tr for 行 in 表 %}"), row(*[own] * columns), row("{%tr endfor %}")),
        (row("{%tc for 行 in 表 %}", own, "{%tc endfor %}"),),
        (row("{% cellbg 值.数 %}底色", *rest),),
        (row("{% colspan 值.跨 %}" + mark),),
        (row("{%tr for 行 in 表 %}"), row("{% vm %}同", *rest), row("{%tr endfor %}")),
        (row("{%tc for 行 in 表 %}", "{% hm %}同", "{%tc endfor %}"),),
        (row(*["尾"] * columns),),
    ]


@st.composite
def tables(draw: st.DrawFn) -> str:
    """A table whose rows, cells or looks depend on the data."""
    columns = draw(st.integers(1, 3))
    wide = row(cell("宽", f'<w:gridSpan w:val="{columns}"/>'))
    head = draw(st.sampled_from([row(*["头"] * columns), wide, ""]))
    kinds = _rows(draw(lines(ROW_MARKS)), draw(MARKS), columns)
    rows = draw(st.lists(st.sampled_from(kinds), min_size=1, max_size=3))
    return table(head, *(each for group in rows for each in group), columns=columns)


@st.composite
def blocks(draw: st.DrawFn) -> str:
    """Paragraphs and tables, some of them in a branch, a loop or a text box."""
    inner = "".join(draw(st.lists(lines() | tables(), min_size=1, max_size=2)))
    condition, last = draw(CONDITIONS), draw(lines(ROW_MARKS))
    wrapped = {
        "plain": inner,
        "if": paragraph(f"{{%p if {condition} %}}") + inner + paragraph("{%p endif %}"),
        "for": paragraph("{%p for 行 in 表 %}") + inner + last + paragraph("{%p endfor %}"),
        "across": paragraph(f"前{{% if {condition} %}}") + inner + paragraph("{% endif %}后"),
        "box": text_box(draw(lines()), draw(lines())) + inner,
    }
    return wrapped[draw(st.sampled_from(sorted(wrapped)))]


@st.composite
def templates(draw: st.DrawFn) -> bytes:
    """A Word file of such blocks, with header, footer and footnote."""
    return word_file(
        *draw(st.lists(blocks(), min_size=1, max_size=3)),
        header=draw(st.just("") | lines()),
        footer=draw(st.just("") | lines()),
        footnote=draw(st.just("") | lines()),
    )


CONTEXTS: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {
        "值": st.fixed_dictionaries(
            {"甲": VALUES, "乙": VALUES, "数": st.integers(0, 9), "真": st.booleans(),
             "空行": st.just(""), "多": st.lists(VALUES, max_size=2), "跨": st.integers(1, 3)}
        ),
        "表": st.lists(
            st.fixed_dictionaries({"甲": VALUES, "乙": st.lists(VALUES, max_size=2)}), max_size=3
        ),
    }
)  # fmt: skip


@settings(max_examples=150, suppress_health_check=[*HealthCheck])
@given(templates(), CONTEXTS)
def test_the_word_parts_are_those_of_docxtpl(content: bytes, context: dict[str, Any]) -> None:
    wanted = canonical(rendered_by_docxtpl(content, context))
    assert canonical(rendered_by_engine(content, context)) == wanted
