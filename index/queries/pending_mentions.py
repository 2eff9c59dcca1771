"""Stand-in until index.text.mentions holds these."""

from __future__ import annotations

import re

from doc_templates.form_reading.values import arabic_numerals, narrow
from index.text.folding import fold_query


def number_key(text: str) -> str | None:
    """Key of a whole document number."""
    folded = fold_query(text)
    found = re.fullmatch(r"([一-鿿]+)\((\d{4})\)第?0*(\d+)号", folded)
    return f"{found[1]}({found[2]}){found[3]}号" if found else None


def read_clause(text: str) -> str | None:
    """A clause as a decimal number."""
    found = re.fullmatch(r"第?(\d{1,4})条?", arabic_numerals(narrow(text)))
    return str(int(found[1])) if found else None
