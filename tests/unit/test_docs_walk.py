"""Whoever follows the handbook, word for word, sees what it says."""

from __future__ import annotations

import pytest

from tests.tools.handbook import HANDBOOK, Clerk

# Chapters 6, 7 and 10 go on in workspaces of their own.
CHAPTERS = [f"*{number:02d}-*.md" for number in (*range(2, 6), 11, 6, 7, 10)]


@pytest.mark.office
def test_a_clerk_who_follows_the_handbook_sees_what_it_says(tmp_path):
    clerk = Clerk(tmp_path)
    for pattern in CHAPTERS:
        clerk.follow(next(HANDBOOK.glob(pattern)).name)
    assert (tmp_path / "匠档" / "archive").is_dir()
