"""Searching: the question, its answer, saved questions, the file of a hit."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cases.errors import JiangdangError, Kind
from cli.application import app, described, session
from cli.console import table
from cli.filters import filtered

if TYPE_CHECKING:
    from typing import ClassVar

    from acts.search.answers import Answer
    from acts.search.questions import Question

_SEARCH = """全文检索案卷、文书和证据材料。

几个词须同时出现；或、非、括号、单位: 文号: 金额>50000 日期:2019..2021 等写法见使用手册。
整句加引号；不要的词前面加减号，例如 "整改 -送达"。"""


class AskedTwiceError(JiangdangError):
    """A saved search has its own words and filters."""

    kind: ClassVar[Kind] = Kind.USAGE
    code: ClassVar[str] = "W910"


@app.command(help=described(_SEARCH, 2, 3, 4, 5, 6, 7))
@filtered
def search(
    named: dict[str, str],
    query: Annotated[str, typer.Argument(metavar="检索词")] = "",
    sort: Annotated[
        str, typer.Option(help="relevance 相关度、date 日期、amount 金额")
    ] = "relevance",
    limit: Annotated[int, typer.Option(min=1, max=1000, help="每页条数")] = 20,
    page: Annotated[int, typer.Option(min=1, help="第几页")] = 1,
    export: Annotated[Path | None, typer.Option(help="导出全部结果到 .xlsx 或 .csv")] = None,
    exhaustive: Annotated[
        bool, typer.Option("--exhaustive", help="逐字检索：不用索引，逐份核对")
    ] = False,
    opened: Annotated[
        int, typer.Option("--open", min=0, metavar="N", help="打开第 N 条的文件")
    ] = 0,
    save: Annotated[str, typer.Option("--save", metavar="名称", help="把这次检索存下来")] = "",
    saved: Annotated[
        str, typer.Option("--saved", metavar="名称", help="重查存下的检索，标出新的和变动的")
    ] = "",
    listed: Annotated[bool, typer.Option("--saved-list", help="列出存下的检索")] = False,
) -> None:
    """Search everything."""
    from acts.search.questions import Question
    from cli.found import show_answer

    asked = Question(query, named, sort, limit, page, export, exhaustive)
    if listed:
        _list_saved()
    elif opened:
        _open(_named_question(asked, saved), opened)
    else:
        show_answer(session.console, _asked(asked, save, saved))


def _asked(asked: Question, save: str, saved: str) -> Answer:
    """The question asked, kept by name or taken from what was kept."""
    if saved:
        from acts.search.asking_again import search_saved

        _refuse_words_too(asked, save)
        return search_saved(session.bureau(), saved, asked)
    if save:
        from acts.search.asking_again import save_search

        return save_search(session.bureau(), asked, save)
    from acts.search.searching import search_workspace

    return search_workspace(session.bureau(), asked)


def _named_question(asked: Question, saved: str) -> Question:
    """The question itself, or the one that was saved."""
    from acts.search.saved_searches import read_saved

    if not saved:
        return asked
    _refuse_words_too(asked, "")
    return read_saved(session.bureau(), saved).question(asked)


def _refuse_words_too(asked: Question, save: str) -> None:
    if asked.query.strip() or asked.filters or save:
        raise AskedTwiceError


def _open(asked: Question, number: int) -> None:
    """Show the file of a hit on the desktop, or say where it lies."""
    from acts.opening import hit_file, hit_of
    from cli.desktop import show_file

    bureau = session.bureau()
    path = hit_file(bureau.workspace, hit_of(bureau, asked, number))
    shown = not session.console.json and show_file(path)
    session.console.show({"path": str(path)}, [f"已打开：{path}" if shown else str(path)])


def _list_saved() -> None:
    from acts.search.saved_searches import list_saved

    rows = [each.as_json() for each in list_saved(session.bureau())]
    names = ("name", "query", "conditions", "sort", "by", "at")
    heads = ("名称", "检索词", "条件", "排序", "保存人", "保存时间")
    shown = [tuple(row[name] for name in names) for row in rows]
    session.console.show(rows, table(heads, shown, "还没有存下的检索。"))
