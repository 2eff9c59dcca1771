"""A joint paper outside a demonstration: ours stamped, theirs awaited, the original taken back."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from acts.bureau import SHANGHAI
from doc_templates.stamping.signers.certificates import pack
from doc_templates.stamping.store.keeping import StampStore
from doc_templates.stamping.strangers.confined import stamp_stranger
from doc_templates.stamping.strangers.readying import Order
from tests.fixtures.command_line import Desk
from tests.fixtures.small_pdfs import RING, SECRET, pair_of

pytestmark = pytest.mark.office

BUREAU = "上海市静安区人力资源和社会保障局"
OTHER = "样例区财政局"
RECORD = f"""申报起: 2020-04-07
申报截止: 2020-04-30
上报截止: 2020-05-15
联系人: 样联络
联系电话: "021-00000000"
联合发文: [{OTHER}]
"""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A real workspace with the bureau's stamp, whose work notice is a joint one.

    The day of the sample policy is long past, so this bureau gives itself years to stamp.
    """
    made = Desk(tmp_path_factory.mktemp("联合") / "工作区")
    made.furnish()
    settings, folder = made.root / "jiangdang.yaml", made.root.parent
    text = settings.read_text("utf-8")
    settings.write_text(text.replace("盖章期限天数: 7", "盖章期限天数: 36500"), "utf-8")
    pair = pair_of(owner=BUREAU)
    (folder / "印模.svg").write_bytes(RING)
    (folder / "证书.p12").write_bytes(pack(pair, "own", [], SECRET))
    (folder / "根.pem").write_bytes(pair.chain[0].public_bytes(Encoding.PEM))
    (folder / "记录.yaml").write_text(RECORD, "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JIANGDANG_P12_PASSPHRASE", SECRET.value.decode())
        files = [folder / "印模.svg", folder / "证书.p12", "--authority", folder / "根.pem"]
        made.json("stamp", "import", *files)
    step = ("batch", "advance", "2020-1", "notify", "--on", "2020-04-07")
    made.json(*step, "--record", folder / "记录.yaml")
    return made


def notice(desk: Desk) -> dict[str, Any]:
    row: dict[str, Any] = desk.json("doc", "list", "2020-1")[0]
    return row


@pytest.fixture(scope="module")
def signed_by_both(desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The paper as the other body sends it back, stamped at its own place by its own tool."""
    store = StampStore(tmp_path_factory.mktemp("财政局") / "stamps", demo=True)
    stamp = store.sample(OTHER)
    paper = (desk.root / notice(desk)["pdf"]).read_bytes()
    order = Order(stamp, "", "会签", datetime.now(SHANGHAI), 0)
    done = stamp_stranger(paper, "来文.pdf", order, store.signer(stamp))
    path = desk.root.parent / "会签件.pdf"
    path.write_bytes(done.content)
    return path


def test_our_stamp_is_pressed_and_the_others_place_is_left_open(desk: Desk) -> None:
    row = notice(desk)
    assert row["stamps"] == [f"{BUREAU}-公章"]
    assert [use["stamp"] for use in desk.json("stamp", "register")] == row["stamps"]
    record = (desk.root / row["pdf"]).with_suffix(".json").read_text("utf-8")
    assert f"还要{OTHER}" in record
    said = desk.run("doc", "list", "2020-1")
    assert "待会签" in said.out


def test_until_the_other_has_signed_the_paper_does_not_pass(desk: Desk) -> None:
    said = desk.run("doc", "verify", desk.root / notice(desk)["pdf"])
    assert said.code != 0
    assert "S411" in said.out


def test_the_others_signature_leaves_ours_whole_and_comes_back_as_the_original(
    desk: Desk, signed_by_both: Path
) -> None:
    took = desk.json(
        "doc", "receive", "2020-1", "work-notice", signed_by_both, "--on", "2020-04-07"
    )
    signers = [each["signer"] for each in took["signatures"]]
    assert signers == [BUREAU, OTHER]
    verdict = desk.run("doc", "verify", signed_by_both, "--json").json
    assert [each["trusted"] for each in verdict["signatures"]] == [True, False]
    assert verdict["intact"]
    listed = desk.run("doc", "list", "2020-1").out
    assert ("原稿" in listed, "正本" in listed, "待会签" in listed) == (True, True, False)
