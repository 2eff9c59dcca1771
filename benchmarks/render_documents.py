"""Rendering one application form: docxtpl as its documentation shows, and our rendering."""

from __future__ import annotations

import io
import sys
from pathlib import Path

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined
from jinja2.sandbox import SandboxedEnvironment
from timing import compare

from doc_templates.catalogue import load_catalogue, read_template
from doc_templates.rendering import render

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))


def main() -> None:
    """Compare both on the file note, whose template asks no filter of ours."""
    from tests.fixtures.contexts import context

    kind = load_catalogue()["file-cover"]
    template = read_template(kind)
    data = context("file-cover")

    def peer() -> None:
        from doc_templates.filters import install_filters

        environment = SandboxedEnvironment(undefined=StrictUndefined, autoescape=True)
        install_filters(environment)
        document = DocxTemplate(io.BytesIO(template.content))
        document.render(data, environment)
        document.save(io.BytesIO())

    compare({"docxtpl": peer, "jiangdang render": lambda: render(kind, template, data)}, rounds=15)


if __name__ == "__main__":
    main()
