"""The pages that list every code with its cause and cure: ``python -m tests.tools.code_pages``.

Sentences come from ``cases/words/messages``, how heavy a code weighs from the source, and what
the sentences do not say (cures, causes, names of placeholders) from ``docs/codes.toml``.
"""

from __future__ import annotations

import re
import string
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from cases.words import sentences
from cli.console import EXIT_CODES
from tests.tools.code_uses import ERROR, ROOT, WARNING, uses

HAND = ROOT / "docs" / "codes.toml"
PAGES = ROOT / "docs" / "handbook" / "codes"
_REMEDY = re.compile(r"(?<![申提邀敬])请(?!示|求|人|假)")
_SENTENCE = re.compile(r"[^。]*。|[^。]+$")
_MARKUP = re.compile(r"([\\`*_\[\]<>#|~])")
_UNREAD = "说明，不带方括号：写在 index status 和证据材料清单里"


@dataclass(frozen=True)
class Entry:
    """One code as a page shows it."""

    code: str
    reads: str
    cause: str
    cure: str
    weight: str
    rule: str


@cache
def hand() -> dict[str, Any]:
    """What is written by hand."""
    return tomllib.loads(HAND.read_text(encoding="utf-8"))


@cache
def told(part: str) -> dict[str, str]:
    """Causes or cures by code."""
    return {code: text for codes, text in hand()[part].items() for code in codes.split()}


@cache
def told_weights() -> dict[str, str]:
    """How heavy the codes weigh of which the source does not say it."""
    return {code: weight for weight, codes in hand()["轻重"].items() for code in codes.split()}


def text_only() -> frozenset[str]:
    """Open codes that a person has found to be mere text."""
    return frozenset(hand()["只作文字"]["代码"].split())


def shown_codes() -> list[str]:
    """Every code that people see as a code, in order."""
    plain = text_only()
    return sorted(
        code for code, use in uses().items() if use.shown or (use.is_open and code not in plain)
    )


def filled(code: str) -> str:
    """The sentence of a code as it reads, its facts shown as ‹单位›; escaped for Markdown."""
    names = hand()["占位"]
    parts = []
    for text, name, _, _ in string.Formatter().parse(sentences()[code]):
        parts.append(_MARKUP.sub(r"\\\1", text).replace("\n", " "))
        if name is not None:
            own = names.get(f"{code}.{name}")
            parts.append(f"‹{own or names.get(name, name)}›")
    return "".join(parts)


def parted(sentence: str) -> tuple[str, str]:
    """The fact and the remedy of a sentence; the remedy starts where it asks for something."""
    found = _SENTENCE.findall(sentence)
    first = next((at for at, each in enumerate(found) if _REMEDY.search(each)), len(found))
    fact, rest = "".join(found[:first]), "".join(found[first:])
    asked = _REMEDY.search(rest)
    if asked and (not fact or rest[: asked.start()].endswith("›")):
        fact += rest[: asked.start()].rstrip("，；：")
        rest = rest[asked.start() :]
    return fact.strip(), rest.strip()


def entry(code: str) -> Entry:
    """What a page says of one code."""
    reads = filled(code)
    fact, remedy = parted(reads)
    cause, cure = told("成因").get(code, fact), told("怎么办").get(code, remedy)
    return Entry(code, reads, cause, cure, _weight(code), "；".join(sorted(uses()[code].rules)))


def _weight(code: str) -> str:
    """How heavy a code weighs, as far as the source says."""
    known, by_hand = uses()[code], told_weights()
    told_as = [f"出错，退出码 {EXIT_CODES[kind]}" for kind in sorted(known.kinds)]
    if known.is_unread and not known.kinds:
        return _UNREAD
    if code in by_hand:
        told_as.append(by_hand[code])
    elif known.weights:
        told_as.append("或".join(each for each in (ERROR, WARNING) if each in known.weights))
    return "；".join(told_as)


def sections(letter: str) -> dict[str, list[str]]:
    """The codes of one letter by hundred: ``A3`` and so on."""
    found: dict[str, list[str]] = {}
    for code in shown_codes():
        if code[0] == letter:
            found.setdefault(code[:2], []).append(code)
    return found


def page(letter: str) -> str:
    """The page of one letter."""
    lines = [f"# {letter}：{hand()['字母'][letter]}", "", "[怎样读、其他字母](README.md)", ""]
    for hundred, codes in sections(letter).items():
        lines += [f"## {hand()['段'][hundred]}（{codes[0]}–{codes[-1]}）", ""]
        for code in codes:
            lines += _lines(entry(code))
    return "\n".join(lines).rstrip() + "\n"


def _lines(each: Entry) -> Iterator[str]:
    """A code under a heading of its own, which is its anchor."""
    yield from (f"### {each.code}", "", f"- 现象：{each.reads}", f"- 成因：{each.cause}")
    yield f"- 怎么办：{each.cure}"
    if each.weight:
        yield f"- 轻重：{each.weight}"
    if each.rule:
        yield f"- 依据：{each.rule}"
    yield ""


def index_page() -> str:
    """What the letters mean and how to read an entry."""
    letters = sorted({code[0] for code in shown_codes()})
    rows = [
        f"| [{each}]({each}.md) | {hand()['字母'][each]} | {_count(each)} |" for each in letters
    ]
    told_by_hand: str = hand()["目录页"]["正文"]
    total = str(len(shown_codes()))
    return told_by_hand.format(rows="\n".join(rows), tree="\n".join(letters), total=total)


def _count(letter: str) -> int:
    """How many codes of one letter people see."""
    return sum(code[0] == letter for code in shown_codes())


def every_page() -> dict[str, str]:
    """All pages by file name."""
    letters = sorted({code[0] for code in shown_codes()})
    return {"README.md": index_page(), **{f"{each}.md": page(each) for each in letters}}


def main() -> None:
    """Write the pages anew."""
    written = every_page()
    PAGES.mkdir(parents=True, exist_ok=True)
    for old in PAGES.glob("*.md"):
        old.unlink()
    for name, text in written.items():
        (PAGES / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
