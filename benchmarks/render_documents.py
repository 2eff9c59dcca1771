"""Two forms by docxtpl, docxtemplater and our engine, and what no engine can go below.

All ways run in turn, round by round; times are processor time, ratios are of the medians.
"""

from __future__ import annotations

import io
import re
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from docxtemplater.peer import Peer, texts_of
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined
from jinja2.sandbox import SandboxedEnvironment
from timing import interleaved, timed

from doc_templates.catalogue import load_catalogue, read_template
from doc_templates.context import Reading
from doc_templates.engine.compiling import CompiledTemplate
from doc_templates.filters import install_filters, shown
from doc_templates.packing import deflate_member, join_members, unpack
from doc_templates.rendering import check_filled, properties_of, render_here

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from doc_templates.catalogue import DocumentKind, Template

ROUNDS = 25
FORMS = (
    ("application-form", "application-form-chief"),
    ("assessment-report", "assessment-report"),
)
_BODY = "word/document.xml"
PEER, NODE, OURS = "docxtpl", "docxtemplater", "匠档：数据到字节"
LIMIT, STRICT = "物理极限", "物理极限（字符串已是UTF-8）"
CHECKS, ALL = "匠档：只做必填与字形检查", "匠档：含全部检查"


def main() -> None:
    """Compare them on the application form and on the assessment report."""
    from tests.fixtures.contexts import context

    kinds = load_catalogue()
    for kind, name in FORMS:
        template = read_template(kinds[kind], "首席技师资助项目")
        sys.stdout.write(f"{template.name}\n")
        _compare(kinds[kind], template, context(name))


def _compare(kind: DocumentKind, template: Template, data: Mapping[str, object]) -> None:
    """Run all ways on one form, in turn."""
    node = Peer(template.content, data)
    made = render_here(kind, template, data)
    try:
        assert texts_of(node.output) == texts_of(made), "the peer prints something else"
        ways = {
            PEER: _cpu(lambda: _docxtpl(template.content, data), 2),
            NODE: lambda: node.seconds(10) / 10,
            **_ours(kind, template, data),
            **_limits(made),
        }
        _report(interleaved(ways, ROUNDS))
    finally:
        node.close()


def _cpu(work: Callable[[], object], times: int = 100) -> Callable[[], float]:
    """The processor time of a piece of work."""
    return timed(work, times, time.process_time)


def _docxtpl(content: bytes, data: Mapping[str, object]) -> None:
    """docxtpl as its documentation shows it: sandboxed, escaping, strict."""
    environment = SandboxedEnvironment(undefined=StrictUndefined, autoescape=True, finalize=shown)
    install_filters(environment)
    document = DocxTemplate(io.BytesIO(content))
    document.render(data, environment, autoescape=True)
    document.save(io.BytesIO())


def _ours(
    kind: DocumentKind, template: Template, data: Mapping[str, object]
) -> dict[str, Callable[[], float]]:
    """Our engine from data to bytes, the checks alone, and both as the product does them."""
    compiled = CompiledTemplate(template.content)
    filled = Reading()
    with filled.watching():
        compiled.fill(data)

    def fill_and_pack() -> None:
        with Reading().watching():
            filled = compiled.fill(data)
        compiled.pack(filled, properties_of(kind, data))

    return {
        OURS: _cpu(fill_and_pack),
        CHECKS: timed(
            lambda: check_filled(kind, template, data, Reading({}, [*filled.touched])), 100
        ),
        ALL: _cpu(lambda: render_here(kind, template, data)),
    }


def _limits(docx: bytes) -> dict[str, Callable[[], float]]:
    """Join the strings of a finished document, deflate it at level 6, copy the other members.

    The other members are deflated already; in the stricter limit the strings are UTF-8 already.
    """
    members = unpack(docx, "")
    encoded = re.split(b"(?=</w:t>)", members.pop(_BODY))
    strings = [each.decode() for each in encoded]
    others = [deflate_member(name, data) for name, data in members.items()]

    def packed(body: bytes) -> bytes:
        return join_members([*others, deflate_member(_BODY, body)])

    return {
        LIMIT: _cpu(lambda: packed("".join(strings).encode())),
        STRICT: _cpu(lambda: packed(b"".join(encoded))),
    }


def _report(medians: Mapping[str, float]) -> None:
    """Print the table of benchmarks/README.md."""
    ours = medians[OURS]
    sys.stdout.write("| 做法 | 毫秒/份 | 份/秒 | 与匠档之比 |\n|---|---:|---:|---:|\n")
    for name, median in medians.items():
        each, ratio = f"{median * 1000:.2f} | {1 / median:.0f}", f"{median / ours:.2f}"
        sys.stdout.write(f"| {name} | {each} | {ratio} |\n")


if __name__ == "__main__":
    main()
