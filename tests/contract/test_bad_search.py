"""Papers that are hostile or broken, questions nobody can mean, disks and engines that fail."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader, PdfWriter

from index.engines.opensearch.cluster import Patience
from index.engines.opensearch.engine import NOTE, OpenSearchEngine
from tests.fixtures import office_files as made
from tests.fixtures.command_line import CASE, Desk, Said
from tests.fixtures.small_pdfs import paper
from tests.tools.adversity import FULL, READ_ONLY, index_in_trouble, reasons
from tests.unit.test_index_extraction_hostile import LINE, WHOLE

GOOD = "独此一份的好材料"
LONG = "一" * 80
NAMES = (
    f"{LONG}.txt",
    "反\u202e转.txt",
    "跳\x1b[31m红\x07.txt",
    "两\n行.txt",
    "=1+1'\"$(x).txt",
    "\udcd2\udcbb.txt",
)


@dataclass(frozen=True)
class Burden:
    """A desk with papers of all kinds, and the names of those that nobody can read."""

    desk: Desk
    said: Said
    unread: frozenset[str]


def nested(levels: int) -> bytes:
    """A packed file in a packed file, and so on."""
    content = made.packed({"底.txt": "最里面的字"})
    for level in range(levels - 1):
        content = made.packed({f"{level}.zip": content})
    return content


def locked_pdf(folder: Path) -> bytes:
    writer = PdfWriter(
        clone_from=PdfReader(shutil.copy(a_file(folder, paper()), folder / "甲.pdf"))
    )
    writer.encrypt("口令", algorithm="AES-128")
    writer.write(folder / "乙.pdf")
    return (folder / "乙.pdf").read_bytes()


def a_file(folder: Path, content: bytes) -> Path:
    (folder / "原.pdf").write_bytes(content)
    return folder / "原.pdf"


def locked_zip() -> bytes:
    """A packed file whose only member says that it needs a password."""
    content = bytearray(made.packed({"密.txt": "看不见的字"}))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + at] |= 1
    return bytes(content)


def unreadable(folder: Path) -> dict[str, bytes]:
    """Papers that no program gets any text from."""
    return {
        "炸弹.zip": made.packed({"零.txt": bytes(420_000_000)}),
        "五十层.zip": nested(50),
        "加密.docx": made.compound({"EncryptedPackage": b"x" * 5000, "EncryptionInfo": b"y"}),
        "加密.pdf": locked_pdf(folder),
        "加密.zip": locked_zip(),
        "乱码.bin": os.urandom(9000),
        "空.txt": b"",
        **{f"残.{sort}": WHOLE[sort][: len(WHOLE[sort]) // 3] for sort in ("docx", "xlsx", "ofd")},
    }


def readable() -> dict[str, bytes]:
    """Papers that are a trouble and can be read, each with a word of its own."""
    pages = paper(10_000, content=LINE).replace(b"A line of text", b"Pagetext", 1)
    return {
        "一万页.pdf": pages,
        "一行.txt": ("甲乙" * 500_000 + "行末的话").encode(),
        **{name: f"怪名之{number}".encode() for number, name in enumerate(NAMES)},
        "好.txt": GOOD.encode(),
    }


@pytest.fixture(scope="module")
def burdened(furnished: Path, tmp_path_factory: pytest.TempPathFactory) -> Burden:
    """A case with all these papers, and what taking them in said."""
    folder, papers = tmp_path_factory.mktemp("桌"), tmp_path_factory.mktemp("来件")
    root = shutil.copytree(furnished, folder / "工作区", copy_function=shutil.copy2)
    evil = unreadable(folder)
    for name, content in (evil | readable()).items():
        (papers / name).write_bytes(content)
    files = sorted(papers.iterdir())
    said = Desk(root).run("evidence", "add", CASE, *files, "--element", "硬件建设")
    return Burden(Desk(root), said, frozenset(evil))


def test_papers_of_all_evil_kinds_are_taken_in_and_each_that_is_unread_is_told_why(
    burdened: Burden,
) -> None:
    assert burdened.said.code == 0, burdened.said.err
    status = burdened.desk.json("index", "status")
    told = {path.split("!")[0].rpartition("/")[2] for path in status["unread"]}
    assert told == burdened.unread
    assert all(re.search("[\u4e00-\u9fff]", reason) for reason in status["unread"].values())
    assert status["states"]["未读"] + status["states"]["已读"] == status["indexed"]
    listed = burdened.desk.run("index", "status").out
    assert all(f"{name}（" in listed for name in burdened.unread - {"五十层.zip"})


def test_every_other_paper_is_found_and_what_was_not_seen_is_counted(burdened: Burden) -> None:
    unseen = len(burdened.desk.json("index", "status")["unread"])
    for words in (GOOD, "行末的话", "Pagetext", *(f"怪名之{n}" for n in range(len(NAMES)))):
        found = burdened.desk.json("search", words)
        assert (found["total"], found["unread"]) == (1, unseen), words
    shown = burdened.desk.run("search", "怪名之").out
    assert not set(shown) & set("\x1b\x07\u202e")
    assert f"{unseen} 份" in shown


QUERIES = {
    "ten thousand characters": "整改" * 5000,
    "ten thousand words": "整改 " * 5000,
    "only brackets": "(" * 5000,
    "brackets within brackets": "(" * 5000 + "整改" + ")" * 5000,
    "a bracket too many": "(整改))",
    "a quotation that never ends": '"整改',
    "brackets of all sorts": "（整改(】〕》”",
    "nothing but refusals": "非 非 非",
    "a field without words": "单位:",
    "an amount of nobody": "金额>九千九百九十九亿亿亿亿",
    "days that never were": "日期:2019-02-30..2019-13-01",
    "control characters": "整\x00改\x1b[31m\x07",
    "half a character": "整改\ud800",
    "another half": "\udcff",
    "turned around": "\u202e改整\u202c",
    "signs of other tongues": "%' OR 1=1 -- ; DROP TABLE documents; *:* {!x} [a TO b] \\u",
    "stars": "*" * 3000,
    "near to everything": "整~9",
    "refused a thousand times": "-" * 1000 + "整改",
}


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
def test_whatever_is_asked_is_answered_or_refused_with_its_place(desk: Desk, query: str) -> None:
    lines = len(log_of(desk))
    said = desk.run("search", "--json", "--", query)
    assert said.code in (0, 2), said
    if said.code == 0:
        assert said.json["total"] >= 0
        assert len(log_of(desk)) == lines + 1
    else:
        error = json.loads(said.out)["error"]
        placed = any("个字" in found["place"] for found in error["findings"])
        assert placed or error["code"] in ("I103", "I311", "I312", "I313"), error
        assert len(log_of(desk)) == lines
    assert "Traceback" not in said.err
    assert desk.run("audit", "verify").code == 0


def test_a_filter_of_half_characters_is_named(desk: Desk) -> None:
    said = desk.run("search", "--unit", "样\udcd2", "--json")
    assert (said.code, json.loads(said.out)["error"]["code"]) == (2, "I391")


def log_of(desk: Desk) -> list[Any]:
    """The lines of the log about searching."""
    return [row for row in desk.json("audit", "log") if row["action"] == "search"]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--page", "0"), 2),
        (("--page", "-1"), 2),
        (("--page", "9" * 30), 0),
        (("--limit", "0"), 2),
        (("--limit", "1001"), 2),
        (("--limit", "1000"), 0),
        (("--sort", "random()"), 2),
    ],
)
def test_pages_and_limits_beyond_all_measure(desk: Desk, words: tuple[str, ...], code: int) -> None:
    said = desk.run("search", "样例", *words, "--json")
    assert said.code == code, said
    if code == 0:
        assert said.json["total"] > 0
        assert bool(said.json["hits"]) == (words[0] == "--limit")


@pytest.fixture
def found(desk: Desk) -> Desk:
    """A desk with an index and a paper in it, and another paper on its way."""
    paper_of(desk, "先来.txt", "先来的材料")
    desk.json("index", "update")
    return desk


def paper_of(desk: Desk, name: str, text: str) -> None:
    desk.json("evidence", "add", CASE, written(desk, name, text), "--element", "硬件建设")


def written(desk: Desk, name: str, text: str) -> Path:
    file = desk.root.parent / name
    file.write_text(text, "utf-8")
    return file


@pytest.mark.parametrize("trouble", [READ_ONLY, FULL], ids=["read-only", "full"])
def test_with_the_indexs_disk_in_trouble_acts_are_done_and_searches_say_what_they_lack(
    found: Desk, trouble: tuple[str, str]
) -> None:
    late = written(found, "后到.txt", "后到的材料")
    adding = ("evidence", "add", CASE, late, "--element", "硬件建设")
    added = index_in_trouble(trouble, found.root, *adding)
    assert added.code == 0, added.err
    assert "[I107]" in added.err + added.out
    assert any(reason in added.err + added.out for reason in reasons())
    assert len(list(found.root.glob("cases/*/evidence/**/后到.txt"))) == 1
    for words, total in (("先来的材料", 1), ("后到的材料", 0)):
        said = index_in_trouble(trouble, found.root, "search", words, "--json")
        assert (said.code, json.loads(said.out)["total"]) == (0, total), said.err
        assert said.err.count("[I107]") == 1
    told = found.run("search", "后到的材料", "--json")
    assert told.json["total"] == 1
    assert "I107" not in told.err


def set_engine(desk: Desk, name: str, more: str = "") -> None:
    file = desk.root / "jiangdang.yaml"
    kept = [line for line in file.read_text("utf-8").splitlines() if "检索引擎" not in line]
    file.write_text("\n".join([*kept, f"检索引擎: {name}", more]) + "\n", "utf-8")


def paths(said: Any) -> list[str]:
    return sorted(hit["path"] for hit in said["hits"])


def test_another_engine_is_one_setting_away_and_finds_the_same(found: Desk) -> None:
    before = found.json("search", "样例")
    set_engine(found, "tantivy")
    said = found.run("search", "样例", "--json")
    assert (said.code, said.json["engine"], paths(said.json)) == (0, "whoosh", paths(before))
    assert "[I392]" in said.err
    assert found.json("index", "rebuild")["engine"] == "tantivy"
    after = found.run("search", "样例", "--json")
    assert (after.json["engine"], paths(after.json)) == ("tantivy", paths(before))
    assert after.json["facets"] == before["facets"]
    assert "I392" not in after.err


def test_an_engine_nobody_knows_is_named_and_the_index_in_use_answers_on(found: Desk) -> None:
    set_engine(found, "天眼")
    paper_of(found, "后到.txt", "后到的材料")
    said = found.run("search", "的材料", "--json")
    assert (said.code, said.json["total"]) == (0, 2)
    assert "天眼" in said.err
    rebuilt = found.run("index", "rebuild", "--json")
    assert (rebuilt.code, json.loads(rebuilt.out)["error"]["code"]) == (7, "W532")
    assert found.json("search", "的材料")["total"] == 2


def as_if_built_on_the_cluster(index: Path) -> None:
    """The index as a rebuild leaves it while the cluster is up."""
    note = index / "当前.json"
    note.write_text(note.read_text("utf-8").replace("whoosh", "opensearch"), "utf-8")
    (used,) = index.glob("g0001")
    (used / "opensearch").mkdir()
    told = {"索引": f"jiangdang-opensearch-{'0' * 12}", "件数": 3}
    (used / "opensearch" / NOTE).write_text(json.dumps(told), "utf-8")


def test_a_cluster_that_is_down_stops_no_act_loses_nothing_and_is_named(
    found: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(OpenSearchEngine.__init__.__kwdefaults__, "writing_patience", 0.0)
    monkeypatch.setattr(Patience.__init__, "__defaults__", (1.0, 1.0, 0.0))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    set_engine(found, "opensearch", f"检索集群:\n  地址: [http://{address}]")
    rebuilt = found.run("index", "rebuild")
    assert rebuilt.code == 7
    assert address in rebuilt.err
    assert found.json("search", "先来的材料")["total"] == 1
    as_if_built_on_the_cluster(found.root / "index")
    paper_of(found, "后到.txt", "后到的材料")
    for words in (("search", "的材料"), ("search", "的材料", "--export", "全部.csv")):
        said = found.run(*words)
        assert (said.code, address in said.err) == (7, True), said
    status = found.json("index", "status")
    assert status["indexed"] >= 3
    assert address in status["notes"][0]
    assert found.json("search", "的材料", "--exhaustive")["total"] == 2
    set_engine(found, "whoosh")
    found.json("index", "rebuild")
    assert found.json("search", "的材料")["total"] == 2
