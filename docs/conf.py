"""The handbook as a site that reads without a network: ``make handbook``."""

project = "匠档手册"
author = "匠档"
copyright = "匠档，Apache-2.0"
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
