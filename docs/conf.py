"""The handbook as a site that reads without a network: ``make handbook``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sphinx.search import SearchLanguage

if TYPE_CHECKING:
    from sphinx.application import Sphinx

project = "匠档手册"
author = "匠档"
project_copyright = "匠档，Apache-2.0"
language = "zh_CN"

extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
root_doc = "docs/index"
include_patterns = ["docs/**.md", "README.md", "CHANGELOG.md", "DECISIONS.md", "archive/FORMAT.md"]
exclude_patterns = ["**/.*"]

myst_heading_anchors = 6
myst_enable_extensions = ["colon_fence"]
suppress_warnings = ["myst.xref_ambiguous"]
nitpicky = True

html_theme = "furo"
html_title = "匠档手册"
html_show_sourcelink = False
html_copy_source = False
html_static_path: list[str] = []
html_theme_options = {"navigation_with_keys": True}
pygments_style = "sphinx"
highlight_language = "text"


class Pairs(SearchLanguage):
    """Chinese is searched by pairs of letters: without a dictionary every word is found."""

    lang = "zh"
    language_name = "Chinese"
    js_splitter_code = r"""
var splitQuery = (query) =>
  (query.match(/[\u3400-\u9fff]+|[A-Za-z0-9_]+/g) || []).flatMap((word) =>
    word < "\u3400" || word.length < 2
      ? [word]
      : [...word].slice(1).map((letter, at) => word[at] + letter));
"""
    _words = re.compile(r"[\u3400-\u9fff]+|[A-Za-z0-9_]+")

    def split(self, input: str) -> list[str]:  # noqa: A002
        """The words of a text; a Chinese run as its pairs."""
        return [part for word in self._words.findall(input) for part in self._parts(word)]

    def _parts(self, word: str) -> list[str]:
        if word.isascii() or len(word) == 1:
            return [word]
        return [word[at : at + 2] for at in range(len(word) - 1)]

    def stem(self, word: str) -> str:
        """Capital letters and small ones are the same."""
        return word.lower()

    def word_filter(self, word: str) -> bool:
        """A single letter finds too much to be of use, a bare number too."""
        return len(word) > 1 and super().word_filter(word)


def setup(app: Sphinx) -> None:
    """The search by pairs, in place of the one that needs a dictionary."""
    app.add_search_language(Pairs)
