"""Where the office system numbers our papers, its numbers are typed in, once each."""

from __future__ import annotations

import pytest

from tests.fixtures.command_line import Desk, Said

NOTICE = (
    *("--set", "申报起=2020-04-07", "--set", "申报截止=2020-04-30"),
    *("--set", "上报截止=2020-05-15", "--set", "联系人=样联络", "--set", "联系电话=021-00000000"),
)
NUMBER = "静人社〔2020〕12号"


@pytest.fixture
def given(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A bureau whose numbers come from the office system; no LibreOffice is needed here."""
    monkeypatch.setenv("JIANGDANG_SOFFICE", "/没有/soffice")
    settings = desk.root / "jiangdang.yaml"
    text = settings.read_text("utf-8")
    settings.write_text(text.replace("文号方式: 自编", "文号方式: 外给"), "utf-8")
    return desk


def notify(desk: Desk, *words: str) -> Said:
    return desk.run("batch", "advance", "2020-1", "notify", "--on", "2020-04-07", *NOTICE, *words)


def test_a_given_number_stands_on_the_paper(given: Desk) -> None:
    assert notify(given, "--set", f"文号={NUMBER}").code == 7
    (record,) = given.json("doc", "list", "2020-1")
    assert record["number"] == NUMBER


def test_without_a_number_nothing_is_done(given: Desk) -> None:
    said = notify(given)
    assert (said.code, "W610" in said.err) == (2, True)
    assert given.json("doc", "list", "2020-1") == []
    assert given.json("batch", "show", "2020-1")["办理"] == []


def test_a_number_is_never_given_twice_nor_written_badly(given: Desk) -> None:
    assert notify(given, "--set", "文号=12").code == 2
    assert notify(given, "--set", f"文号={NUMBER}").code == 7
    words = ("doc", "make", "2020-1", "work-notice", "--on", "2020-04-07")
    for more in ((), ("--number", NUMBER), ("--number", "静人社〔2020〕13号")):
        assert given.run(*words, *more).code == 5
    assert [record["number"] for record in given.json("doc", "list", "2020-1")] == [NUMBER]


def test_our_own_series_takes_no_number_from_outside(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JIANGDANG_SOFFICE", "/没有/soffice")
    assert notify(desk, "--set", f"文号={NUMBER}").code == 2
    assert notify(desk).code == 7
    assert desk.json("doc", "list", "2020-1")[0]["number"] == "静人社〔2020〕1号"
