"""Marks that are typed wrongly: wide braces, spaces, marks of other engines, halves of marks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from doc_templates.template_gathering import MARK
from doc_templates.word_zip import finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cases.findings import Finding
    from doc_templates.template_map import Line

_WIDE = re.compile(r"｛\s*[｛%％#＃]|[｝%％#＃]\s*｝|\{[％＃｛]|[％＃｝]\}|\{\s+[{%]|[}%]\s+\}")
_SPACED = re.compile(r"\{%[-+]?\s+(tr|tc|p|r)\s")
_HALF = re.compile(r"\{[{%#]|[}%#]\}")
_OTHERS = (
    ("docxtemplater", re.compile(r"(?<!\{)\{[#/^@&>][^\s{}#/][^{}]*\}(?!\})")),
    ("Carbone", re.compile(r"(?<!\{)\{[dct]\.[^{}]+\}(?!\})")),
    ("${…}", re.compile(r"\$\{[^{}]+\}")),
    ("docxtemplater", re.compile(r"(?<!\{)\{[^\W\d][\w.\[\]]*(?:\s*\|[^{}]*)?\}(?!\})")),
    ("Word 邮件合并", re.compile(r"«[^«»]+»")),
    ("<<…>>", re.compile(r"<<\s*[^<>\s][^<>]*>>")),
    ("[[…]]", re.compile(r"\[\[[^\[\]]+\]\]")),
)


def spelling_faults(lines: Iterable[Line], name: str) -> Iterator[Finding]:
    """What is typed wrongly, paragraph by paragraph."""
    for line in lines:
        rest = MARK.sub("\0", line.text)
        for engine, pattern in _OTHERS:
            for found in pattern.finditer(rest):
                facts = {"mark": found[0][:40], "engine": engine}
                yield finding("D230", name, line.place, **facts)
            rest = pattern.sub("\0", rest)
        if wide := _WIDE.search(rest):
            yield finding("D221", name, line.place, mark=_near(rest, wide))
        elif half := _HALF.search(rest):
            yield finding("D223", name, line.place, mark=_near(rest, half))
        for spaced in _SPACED.finditer(line.text):
            yield finding("D222", name, line.place, mark=spaced[0].strip(), prefix=spaced[1])


def _near(text: str, found: re.Match[str]) -> str:
    """The fault with what follows it, for finding it by eye."""
    return text[found.start() : found.start() + 30].replace("\0", "…")
