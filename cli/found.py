"""What a search found, as people read it: a table on a terminal, plain lines when piped."""

from __future__ import annotations

import sys
import unicodedata
from typing import TYPE_CHECKING, Any

from cases.words.widths import width
from cli.filters import TOOK

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rich.table import Table

    from acts.search.answers import Answer
    from cli.console import Console
    from index.finding.results import Hit

_FACETS = {
    "programme": "项目类别",
    "year": "年度",
    "step": "环节",
    "kind": "文书",
    "department": "主管委办局",
    "unit": "单位",
}
_MOST_VALUES = 8
_OTHER_COLUMNS = 52  # what the other columns of the table take of a line
_NARROWEST = 24


def show_answer(console: Console, answer: Answer) -> None:
    """Print an answer: JSON, a table on a terminal, plain lines when piped."""
    if console.json or not sys.stdout.isatty():
        console.show(answer.as_json(), plain_lines(answer))
    else:
        _show_table(answer)


def plain_lines(answer: Answer) -> Iterator[str]:
    """Hits, counts by field, and what the search could not see; words found stand in 【】."""
    yield from _before(answer)
    for number, hit in enumerate(answer.results.hits, start=answer.first):
        yield f"{number}. " + "  ".join(filter(None, (_mark(answer, hit), *_heading(answer, hit))))
        yield f"   {safe(answer.shown(hit.record.path))}"
        yield from (f"   {safe(line)}" for line in hit.highlights)
    yield from _after(answer)


def index_lines(state: Mapping[str, Any]) -> Iterator[str]:
    """The state of the index: how much, how read, what is waiting, what nobody can read."""
    yield f"索引共收 {state['indexed']} 份，引擎 {state['engine']}。"
    yield "　".join(f"{name} {count}" for name, count in state["states"].items())
    if state["pending"]:
        yield f"{state['pending']} 份还没有写入引擎，检索时逐份核对，不会漏。"
    if state["waiting"]:
        yield f"{state['waiting']} 份待识别，请运行 jiangdang index update。"
    for path, reason in state["unread"].items():
        yield f"未读到文字：{safe(path)}（{safe(reason)}）"
    for found in state.get("findings", ()):
        yield f"未能更新：{found['place']}  {found['message']}"
    yield from (f"！ {note}" for note in state.get("notes", ()))
    if advice := state.get("advice"):
        yield f"！ {advice}"


def safe(text: str) -> str:
    """A text without signs that steer a terminal or turn the reading around."""
    return "".join(sign if unicodedata.category(sign)[0] != "C" else " " for sign in text)


def shortened(path: str, most: int) -> str:
    """A path that fits, its middle left out: the case and the file's name tell most."""
    if width(path) <= most:
        return path
    folder, _, name = path.rpartition("/")
    head = "/".join(folder.split("/")[:2])
    if width(head) + width(name) + 3 <= most:
        return f"{head}/…/{name}"
    while name and width(name) > most - 1:
        name = name[1:]
    return f"…{name}"


def _before(answer: Answer) -> Iterator[str]:
    """How many, and what else was searched."""
    hits = answer.results.hits
    last = answer.first + len(hits) - 1
    shown = f"，显示第 {answer.first} 至 {last} 条" if hits else ""
    yield f"共 {answer.total} 条{shown}，用时 {answer.took_ms} 毫秒。"
    yield from map(safe, answer.results.told)
    for each in answer.results.missing:
        yield f"！ 结果不完整：{safe(each)}"
    if answer.changes:
        yield from _changes(answer)


def _changes(answer: Answer) -> Iterator[str]:
    """What a saved search finds otherwise than the last time."""
    changes = answer.changes
    if changes is None or not changes.since:
        yield f"“{answer.saved}”第一次查，下次起标出新的和有变动的。"
        return
    told = changes.as_json()
    fresh, changed, gone = (len(told[name]) for name in ("new", "changed", "gone"))
    yield f"与上次（{changes.since}）相比：新 {fresh} 条，变动 {changed} 条，不再命中 {gone} 条。"
    for path in changes.gone[:_MOST_VALUES]:
        yield f"   不再命中：{safe(answer.shown(path))}"
    if len(changes.gone) > _MOST_VALUES:
        yield f"   ……另有 {len(changes.gone) - _MOST_VALUES} 条不再命中，见 --json"


def _heading(answer: Answer, hit: Hit) -> tuple[str, ...]:
    record = hit.record
    named = (record.case or record.batch, answer.label(record.kind), answer.shown(record.title))
    return tuple(safe(part) for part in (*named, record.number, record.date) if part)


def _mark(answer: Answer, hit: Hit) -> str:
    mark = answer.changes.marks.get(hit.record.path, "") if answer.changes else ""
    return f"[{mark}]" if mark else ""


def _after(answer: Answer) -> Iterator[str]:
    """Counts by field with the options that narrow, the next page, what could not be seen."""
    for name, counts in answer.results.facets.items():
        if len(counts) > 1:
            some = list(counts.items())[:_MOST_VALUES]
            told = "、".join(f"{safe(answer.label(value))} {count}" for value, count in some)
            more = f" 等 {len(counts)} 种" if len(counts) > _MOST_VALUES else ""
            yield f"{_FACETS[name]}（{TOOK[name]}）：{told}{more}"
    yield from _further(answer)
    coverage = answer.results.coverage
    if answer.results.unread:
        yield f"另有 {answer.results.unread} 份材料没有读到文字，见 jiangdang index status。"
    if answer.exported:
        yield f"全部 {answer.total} 条已导出：{answer.exported}"
    doubtful = answer.results.missing or coverage.pending or answer.results.related
    if answer.results.engine != "scan" and (doubtful or not answer.total):
        yield "要不用索引、逐份逐字核对，请加 --exhaustive。"


def _further(answer: Answer) -> Iterator[str]:
    """How the next page is had."""
    hits = len(answer.results.hits)
    if hits and answer.first + hits - 1 < answer.total:
        page = (answer.first - 1) // hits + 2
        yield f"下一页请加 --page {page}；全部导出请加 --export 结果.xlsx。"


def _show_table(answer: Answer) -> None:
    """The answer on a terminal, words found coloured."""
    from rich.console import Console
    from rich.text import Text

    screen = Console(highlight=False, emoji=False, markup=False)
    for line in _before(answer):
        screen.print(Text(line))
    if answer.results.hits:
        screen.print(_table(answer, max(_NARROWEST, screen.width - _OTHER_COLUMNS)))
    for line in _after(answer):
        screen.print(Text(line, "dim"))


def _table(answer: Answer, room: int) -> Table:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, show_edge=False, padding=(0, 1, 0, 0), expand=False)
    for head, most in (("序号", 6), ("案卷或批次", 12), ("日期", 10), ("文书", 16)):
        table.add_column(head, max_width=most, overflow="fold")
    table.add_column("题名、摘录、文件", overflow="fold")
    for number, hit in enumerate(answer.results.hits, start=answer.first):
        r = hit.record
        told = Text(safe(answer.shown(r.title)), "bold")
        told.append(f"　{safe(r.number)}" if r.number else "", "not bold")
        for line in hit.highlights:
            extract = Text(f"\n{safe(line)}")
            extract.highlight_regex("【[^】]*】", "bold yellow")
            told.append_text(extract)
        told.append(f"\n{shortened(safe(answer.shown(r.path)), room)}", "dim not bold")
        cells = (r.case or r.batch, r.date, safe(answer.label(r.kind)))
        table.add_row(f"{number}{_mark(answer, hit)}", *cells, told)
    return table
