"""Chinese words, for ranking only: nothing is found or missed by them."""

from __future__ import annotations

from collections import Counter


def words(folded: str) -> list[str]:
    """The words of a folded text, two characters or longer, shorter ones inside them too."""
    import rjieba

    return [word for word in rjieba.cut_for_search(folded) if len(word) > 1 and word.isalnum()]


def word_counts(folded: str) -> dict[str, int]:
    """How often each word stands in the text."""
    return Counter(words(folded))
