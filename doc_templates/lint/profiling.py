"""Which layout and kind a paper is, told by the catalogue or recognised from its head."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from doc_templates.lint.parts import in_table
from doc_templates.lint.profiles import Profile

if TYPE_CHECKING:
    from collections.abc import Mapping

    from doc_templates.catalogue import DocumentKind
    from doc_templates.lint.parts import Parts
    from doc_templates.lint.sheets import Paper

_MARK = re.compile(r"\{\{.*?\}\}")
_CHOICE = re.compile(r"\{%\s*if .*?%\}(.*?)\{%\s*else\s*%\}(.*?)\{%\s*endif\s*%\}")
_PUBLIC = re.compile(r".*(公示|公告|通告)")
_OFFICIAL_TITLE = re.compile(r"关于.+的(通知|通报|报告|请示|批复|意见|决定|函)")
_AGREEMENT = re.compile(r".*(协议书|协议|合同|委托书)")
_ARCHIVE_TITLES = frozenset({"案卷封面", "卷内文件目录", "卷内备考表"})


def profile_of_kind(kind: DocumentKind, parts: Parts) -> Profile:
    """The layout the catalogue gives a kind; what it leaves open, the head tells."""
    if kind.layout in set(Profile):
        return Profile(kind.layout)
    if not kind.numbered and not parts.mark:
        return Profile.PUBLIC
    return _red_headed(parts)


def _red_headed(parts: Parts) -> Profile:
    mark = "".join(spot.line.text for spot in parts.mark)
    if mark.endswith("纪要"):
        return Profile.MINUTES
    return Profile.UPWARD if parts.signers else Profile.DOCUMENT


def recognised_kind(
    paper: Paper, parts: Parts, kinds: Mapping[str, DocumentKind]
) -> DocumentKind | None:
    """The kind whose title the paper bears; none when no title or several fit.

    A kind whose title has no words of its own is never known by it.
    """
    titles = _titles(paper, parts)
    named = [kind for kind in kinds.values() if _fixed(kind)]
    fitting = [kind for kind in named if any(_pattern(kind).fullmatch(t) for t in titles)]
    closest = max((_fixed(kind) for kind in fitting), default=0)
    best = [kind for kind in fitting if _fixed(kind) == closest]
    return best[0] if len(best) == 1 else None


def recognised_profile(paper: Paper, parts: Parts) -> Profile:
    """The layout as the first page shows it."""
    title = next(iter(_titles(paper, parts)), "")
    if parts.mark:
        return Profile.LETTER if _is_letter(paper, parts) else _red_headed(parts)
    if _PUBLIC.fullmatch(title):
        return Profile.PUBLIC
    if parts.number or _OFFICIAL_TITLE.fullmatch(title):
        return _red_headed(parts)
    if _AGREEMENT.fullmatch(title):
        return Profile.AGREEMENT
    return Profile.ARCHIVE if title in _ARCHIVE_TITLES else Profile.FORM


def _is_letter(paper: Paper, parts: Parts) -> bool:
    """A letter's mark stands above the text block, and says no 文件."""
    mark = "".join(spot.line.text for spot in parts.mark)
    high = parts.mark[0].line.ink.top < 40
    return high and not mark.endswith(("文件", "纪要")) and bool(paper.sheets)


def _titles(paper: Paper, parts: Parts) -> list[str]:
    """What may be the title: the recognised one, its first lines, the first lines of the page."""
    lines = [spot.line.text for spot in parts.title]
    found = ["".join(lines[:count]) for count in range(len(lines), 0, -1)]
    first = paper.sheets[:1]
    running = [ln.text for sheet in first for ln in sheet.lines[:6] if not in_table(sheet, ln)]
    return list(dict.fromkeys([*found, *running]))


def _pattern(kind: DocumentKind) -> re.Pattern[str]:
    """A kind's title in any of its wordings, with anything where the template fills in."""
    wordings = (_MARK.split(each) for each in _wordings(kind.title))
    texts = (".+".join(re.escape("".join(part.split())) for part in parts) for parts in wordings)
    return re.compile("|".join(texts))


def _wordings(title: str) -> list[str]:
    """A title as it stands with each choice of its ``if`` and ``else``."""
    choice = _CHOICE.search(title)
    if choice is None:
        return [title]
    ends = title[: choice.start()], title[choice.end() :]
    return [each for word in choice.groups() for each in _wordings(word.join(ends))]


def _fixed(kind: DocumentKind) -> int:
    """How much of a title is the same for every paper of the kind."""
    return max(len(_MARK.sub("", each)) for each in _wordings(kind.title))
