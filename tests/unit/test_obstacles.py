"""What the disk or the database refuses is said in Chinese."""

from __future__ import annotations

import errno
import re
import sqlite3
from pathlib import Path

import pytest

from cases.obstacles import obstacle
from cases.register.database import RegisterDamagedError, reading
from cases.saving import CannotSaveError, write_durably

CHINESE = re.compile("^[\u4e00-\u9fff，或]+$")


@pytest.mark.parametrize(
    "number",
    [errno.ENOSPC, errno.EACCES, errno.EROFS, errno.EIO, errno.ENOENT, errno.EISDIR, errno.EDQUOT],
)
def test_what_the_system_refuses_has_a_chinese_reason(number: int) -> None:
    assert CHINESE.match(obstacle(OSError(number, "english")))


def test_what_nobody_foresaw_keeps_its_own_words() -> None:
    assert obstacle(OSError(errno.EXDEV, "Cross-device link")) == "Cross-device link"
    assert obstacle(OSError("odd")) == "odd"
    assert obstacle(sqlite3.OperationalError("odd")) == "odd"


def test_a_register_that_is_no_database_says_so(tmp_path: Path) -> None:
    path = tmp_path / "register.sqlite3"
    path.write_bytes(b"noise" * 2000)
    with pytest.raises(RegisterDamagedError) as caught, reading(path):
        pass
    assert "不是登记簿的数据库文件" in caught.value.message


def test_saving_where_a_file_stands_for_a_folder_says_so(tmp_path: Path) -> None:
    (tmp_path / "甲").write_text("x")
    with pytest.raises(CannotSaveError) as caught:
        write_durably(tmp_path / "甲" / "乙.txt", b"x")
    assert "文件夹" in caught.value.message


def test_saving_clears_what_killed_processes_left_and_nothing_else(tmp_path: Path) -> None:
    left, living = tmp_path / f".甲.txt.{2**22}.tmp", tmp_path / ".甲.txt.1.tmp"
    other = tmp_path / f".乙.txt.{2**22}.tmp"
    for path in (left, living, other):
        path.write_text("x")
    write_durably(tmp_path / "甲.txt", b"whole")
    assert not left.exists()
    assert living.exists()
    assert other.exists()
    assert (tmp_path / "甲.txt").read_bytes() == b"whole"
