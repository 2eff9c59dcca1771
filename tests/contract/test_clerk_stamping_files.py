"""`doc stamp`: any PDF is stamped by consent, entered in the register, kept and handed back."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from acts.stamps.stamps import P12_VARIABLE
from doc_templates.stamping.signers.certificates import pack
from tests.fixtures.command_line import CASE, Desk, Said
from tests.fixtures.small_pdfs import RING, SECRET, pair_of, paper

OWNER = "上海市静安区人力资源和社会保障局"
STAMP = f"{OWNER}-公章"


@pytest.fixture
def stamped_desk(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    picture, keys = tmp_path / "印模.svg", tmp_path / "证书.p12"
    picture.write_bytes(RING)
    pair, root = pair_of(owner=OWNER), tmp_path / "根证书.pem"
    keys.write_bytes(pack(pair, "own", [], SECRET))
    root.write_bytes(pair.chain[0].public_bytes(Encoding.PEM))
    monkeypatch.setenv(P12_VARIABLE, SECRET.value.decode())
    desk.json("stamp", "import", picture, keys, "--authority", root)
    return desk


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    path = tmp_path / "来函.pdf"
    path.write_bytes(paper(2, content="BT /F 16 Tf 100 600 Td (A letter) Tj ET"))
    return path


def press(desk: Desk, file: Path, *words: str | Path) -> Said:
    return desk.run("doc", "stamp", file, "--stamp", STAMP, "--at", "1,105,200", *words, "--json")


def test_the_file_given_stays_and_the_stamped_one_stands_beside_it(
    stamped_desk: Desk, letter: Path
) -> None:
    given = letter.read_bytes()
    said = press(stamped_desk, letter)
    assert said.code == 0, said.out
    made = Path(said.json["file"])
    assert made == letter.with_name("来函-已盖章.pdf")
    assert letter.read_bytes() == given
    assert made.read_bytes().startswith(given)
    assert (stamped_desk.root / said.json["kept"]).read_bytes() == made.read_bytes()
    verdict = stamped_desk.json("doc", "verify", made)
    assert (verdict["intact"], verdict["signatures"][0]["signer"]) == (True, OWNER)


def test_every_use_stands_in_the_register_with_digest_and_number(
    stamped_desk: Desk, letter: Path
) -> None:
    done = press(stamped_desk, letter, "--number", "静人社函〔2026〕5号", "--for", CASE).json
    (row,) = stamped_desk.json("stamp", "register")
    assert (row["stamp"], row["document"], row["target"]) == (STAMP, done["sha256"], CASE)
    assert row["number"] == "静人社函〔2026〕5号"
    last = stamped_desk.json("audit", "log")[-1]
    assert (last["label"], last["facts"]["摘要"]) == ("用印", done["sha256"])


def test_nothing_is_written_over(stamped_desk: Desk, letter: Path) -> None:
    assert press(stamped_desk, letter).code == 0
    again = press(stamped_desk, letter)
    assert (again.code, again.json["error"]["code"]) == (5, "W651")
    assert press(stamped_desk, letter, "--out", letter.with_name("另存.pdf")).code == 0


def test_a_second_person_consents_before_the_stamp_is_pressed(
    stamped_desk: Desk, letter: Path
) -> None:
    settings = stamped_desk.root / "jiangdang.yaml"
    text = settings.read_text("utf-8").replace("单人办理: 是", "单人办理: 否")
    people = "人员:\n  - {用户: other, 姓名: 样审核, 角色: [审核人, 签发人]}"
    settings.write_text(text.replace("人员:", people, 1), "utf-8")
    asked = press(stamped_desk, letter)
    assert (asked.code, asked.json["error"]["code"]) == (3, "W405")
    assert not letter.with_name("来函-已盖章.pdf").exists()
    key = re.findall("approve ([0-9a-f]+)", asked.json["error"]["message"])[0]
    assert stamped_desk.run("approve", key).code != 0
    stamped_desk.json("approve", key, "--actor", "样审核")
    assert press(stamped_desk, letter).code == 0
    assert stamped_desk.json("stamp", "register")[0]["approval"] == key


def test_only_those_named_may_press_a_stamp(desk: Desk, letter: Path, tmp_path: Path,
                                            monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    settings = desk.root / "jiangdang.yaml"
    people = "人员:\n  - {用户: other, 姓名: 样掌印, 角色: [经办人]}"
    settings.write_text(settings.read_text("utf-8").replace("人员:", people, 1), "utf-8")
    picture, keys = tmp_path / "印模.svg", tmp_path / "证书.p12"
    picture.write_bytes(RING)
    keys.write_bytes(pack(pair_of(owner=OWNER), "own", [], SECRET))
    monkeypatch.setenv(P12_VARIABLE, SECRET.value.decode())
    desk.json("stamp", "import", picture, keys, "--user", "样掌印")
    said = press(desk, letter)
    assert (said.code, said.json["error"]["code"]) == (3, "W613")
    assert press(desk, letter, "--actor", "样掌印").code == 0


def test_a_refused_file_leaves_no_trace(stamped_desk: Desk, tmp_path: Path) -> None:
    junk = tmp_path / "坏文件.pdf"
    junk.write_bytes(b"%PDF-1.7 broken")
    said = press(stamped_desk, junk)
    assert (said.code, said.json["error"]["code"]) == (3, "S302")
    assert stamped_desk.json("stamp", "register") == []
    assert sorted(path.name for path in tmp_path.glob("坏文件*")) == ["坏文件.pdf"]


def test_wrong_words_are_told_with_the_right_ones(stamped_desk: Desk, letter: Path) -> None:
    assert stamped_desk.run("doc", "stamp", letter, "--stamp", "没有").code == 4
    bad = stamped_desk.run("doc", "stamp", letter, "--stamp", STAMP, "--at", "第3页,1", "--json")
    assert bad.code == 2
    assert press(stamped_desk, letter.with_name("没有.pdf")).code == 4
    assert press(stamped_desk, letter, "--for", "2020-SX-999").code == 4


def test_a_seam_and_what_becomes_of_the_archive_format_are_said(
    stamped_desk: Desk, letter: Path
) -> None:
    done = press(stamped_desk, letter, "--paging").json
    assert done["pdfa"] == ""
    assert any("PDF/A" in note for note in done["notes"])


def test_nobody_is_told_that_this_is_an_electronic_seal_by_law(
    stamped_desk: Desk, letter: Path
) -> None:
    told = stamped_desk.run("doc", "stamp", letter, "--stamp", STAMP, "--at", "1,105,200").out
    told_again = stamped_desk.run("doc", "verify", letter.with_name("来函-已盖章.pdf")).out
    for words in (told, told_again):
        assert "不是国办发〔2025〕33号所称的电子印章" in words


def test_the_register_equals_the_stamps_found_in_the_files(
    stamped_desk: Desk, letter: Path
) -> None:
    kept = stamped_desk.root / press(stamped_desk, letter).json["kept"]
    assert stamped_desk.json("stamp", "register", "--check") == {"findings": []}
    kept.unlink()
    said = stamped_desk.run("stamp", "register", "--check", "--json")
    assert (said.code, [each["code"] for each in said.json["findings"]]) == (6, ["S446"])


def test_a_file_named_after_a_person_leaves_no_number_in_log_or_register(
    stamped_desk: Desk, letter: Path
) -> None:
    named = letter.rename(letter.with_name("样某310106199001010018电话13800138000.pdf"))
    assert press(stamped_desk, named).code == 0
    (row,) = stamped_desk.json("stamp", "register")
    told = (stamped_desk.root / "log.jsonl").read_text("utf-8") + str(row)
    assert ("310106199001010018" in told, "13800138000" in told) == (False, False)
    assert stamped_desk.json("stamp", "register", "--check") == {"findings": []}
