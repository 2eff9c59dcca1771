"""docxtemplater on the same form: document.xml with its own marks, the values ready-made."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from docx import Document
from jinja2 import Template, nodes

from doc_templates.context import Reading, wrap_roots
from doc_templates.engine.sources import open_template
from doc_templates.packing import pack
from doc_templates.sandbox import TemplateSandbox

HERE = Path(__file__).resolve().parent
_ROW_LEVEL = re.compile(r"</w:tr>\s*$|</w:tblGrid>\s*$")
_TEXT_TAG = re.compile(r"<w:t(?: [^>]*)?>")
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@cache
def sandbox() -> TemplateSandbox:
    """Escaping is the peer's own work."""
    return TemplateSandbox(autoescape=False)


@dataclass(slots=True)
class Converted:
    """A template with the peer's marks, and the data that these marks name."""

    pieces: list[str] = field(default_factory=list)
    numbers: dict[int, str] = field(default_factory=dict)

    def text(self) -> str:
        """The part's XML."""
        return "".join(self.pieces)

    def name(self, node: nodes.Node, letter: str) -> str:
        """The peer's name for a mark, the same in every row."""
        return self.numbers.setdefault(id(node), f"{letter}{len(self.numbers)}")

    def write(self, body: list[nodes.Node]) -> None:
        """Write the marks of these nodes in the peer's language."""
        for node in body:
            if isinstance(node, nodes.Output):
                for child in node.nodes:
                    plain = isinstance(child, nodes.TemplateData)
                    self.pieces.append(child.data if plain else f"{{{self.name(child, 'v')}}}")
            elif isinstance(node, nodes.For):
                self._pair("#", self.name(node, "l"), node.body)
                if node.else_:
                    self._pair("^", self.name(node, "l"), node.else_)
            elif isinstance(node, nodes.If):
                assert not node.elif_, "the form has no elif"
                self._pair("#", self.name(node, "c"), node.body)
                if node.else_:
                    self._pair("^", self.name(node, "c"), node.else_)

    def _pair(self, sign: str, name: str, body: list[nodes.Node]) -> None:
        """A block of the peer: in cells for rows, in paragraphs of its own, or in the line."""
        before = self.text()
        inner = Converted(numbers=self.numbers)
        inner.write(body)
        opened, closed, text = f"{{{sign}{name}}}", f"{{/{name}}}", inner.text()
        if _ROW_LEVEL.search(before):
            first = _TEXT_TAG.search(text)
            assert first is not None, "a row without a text"
            start = first.end()
            end = text.rindex("</w:t>")
            text = f"{text[:start]}{opened}{text[start:end]}{closed}{text[end:]}"
        elif before.endswith("</w:p>"):
            text = f"{_own(opened)}{text}{_own(closed)}"
        else:
            text = f"{opened}{text}{closed}"
        self.pieces.append(text)


def _own(mark: str) -> str:
    """A paragraph that holds a mark and nothing else."""
    return f"<w:p><w:r><w:t>{mark}</w:t></w:r></w:p>"


def data_of(body: list[nodes.Node], names: Converted, scope: Mapping[str, Any]) -> dict[str, Any]:
    """The values of these nodes under the peer's names."""
    found: dict[str, Any] = {}
    for node in body:
        if isinstance(node, nodes.Output):
            values = [child for child in node.nodes if not isinstance(child, nodes.TemplateData)]
            found |= {names.name(value, "v"): _printed(value, scope) for value in values}
        elif isinstance(node, nodes.For):
            rows = list(_value(node.iter, scope))
            found[names.name(node, "l")] = [
                data_of(node.body, names, {**scope, node.target.name: row, "loop": _loop(at, rows)})
                for at, row in enumerate(rows)
            ]
        elif isinstance(node, nodes.If):
            taken = bool(_value(node.test, scope))
            found[names.name(node, "c")] = taken
            found |= data_of(node.body if taken else node.else_, names, scope)
    return found


def _loop(at: int, rows: list[Any]) -> dict[str, Any]:
    return {"index": at + 1, "first": at == 0, "last": at == len(rows) - 1}


def _value(expression: nodes.Expr, scope: Mapping[str, Any]) -> Any:
    """What an expression gives."""
    assign = nodes.Assign(nodes.Name("结果", "store"), expression, lineno=1)
    tree = nodes.Template([assign], lineno=1)
    tree.set_environment(sandbox())
    template = Template.from_code(sandbox(), sandbox().compile(tree), {})
    context = template.new_context(dict(scope))
    list(template.root_render_func(context))
    return context.vars["结果"]


def _printed(expression: nodes.Expr, scope: Mapping[str, Any]) -> str:
    """What an expression prints."""
    return str(sandbox().finalize(_value(expression, scope)))


def convert(content: bytes, context: Mapping[str, object]) -> tuple[bytes, dict[str, Any]]:
    """The template in the peer's language, and its data."""
    opened = open_template(content)
    names, data = Converted(), {}
    for source in opened.sources:
        tree = sandbox().parse(source.marked)
        part = Converted(numbers=names.numbers)
        part.write(tree.body)
        xml = f"{source.declaration}{source.head}{part.text()}{source.tail}"
        opened.members[source.member] = xml.encode()
        with Reading().watching():
            data |= data_of(tree.body, part, wrap_roots(context))
        _KEPT.append(tree)
    return pack(opened.members), data


_KEPT: list[nodes.Template] = []  # names are given by identity, so no tree may be freed


class Peer:
    """A running docxtemplater that renders on demand."""

    def __init__(self, content: bytes, context: Mapping[str, object]) -> None:
        """Install the peer if need be, convert the template, start Node and render once."""
        self._folder = Path(tempfile.mkdtemp())
        template, data = convert(content, context)
        paths = [self._folder / name for name in ("template.docx", "data.json", "out.docx")]
        paths[0].write_bytes(template)
        paths[1].write_text(json.dumps(data, ensure_ascii=False), "utf-8")
        command = ["node", str(HERE / "render.cjs"), str(installed()), *map(str, paths)]
        self._node = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.seconds(100)
        self.output = paths[2].read_bytes()

    def seconds(self, documents: int) -> float:
        """How long so many documents take, told by Node itself."""
        assert self._node.stdin is not None and self._node.stdout is not None
        self._node.stdin.write(f"{documents}\n")
        self._node.stdin.flush()
        return float(self._node.stdout.readline())

    def close(self) -> None:
        """Stop Node."""
        self._node.kill()
        self._node.wait()
        shutil.rmtree(self._folder)


def installed() -> Path:
    """The folder in which npm has put the peer; installs it the first time."""
    base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = base / "jiangdang" / "benchmarks" / "docxtemplater"
    if not (folder / "node_modules" / "docxtemplater").is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(HERE / "package.json", folder)
        subprocess.run(["npm", "install", "--silent", "--no-fund"], cwd=folder, check=True)
    return folder


def texts_of(docx: bytes) -> list[str]:
    """The paragraphs of a Word file that hold text, to see that two ways print the same."""
    body = Document(io.BytesIO(docx)).element.body
    texts = ("".join(t.text or "" for t in p.iter(f"{_W}t")) for p in body.iter(f"{_W}p"))
    return [text for text in texts if text]
