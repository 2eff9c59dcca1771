"""The verifier handed over: one file, Python alone, the same verdicts as in the product."""

from __future__ import annotations

import ast
import base64
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import bagit
import pytest

from archive.handing_over import SCRIPT_NAME, verifier_script
from archive.verification import root_of, verify_package
from archive.verifier.command import main
from cases.log.proofs import inclusion_proof
from cases.log.tree import Frontier, leaf_hash

GOLDEN = Path("tests/fixtures/golden/0.1.0")
CODE = "J099-ZY·JN·2022-D30-001"


@pytest.fixture
def package(tmp_path: Path) -> Path:
    return shutil.copytree(GOLDEN / CODE, tmp_path / CODE)


@pytest.fixture(scope="module")
def script(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("交接") / SCRIPT_NAME
    path.write_bytes(verifier_script())
    return path


def run(script: Path, *arguments: object) -> tuple[int, str]:
    command = [sys.executable, "-I", "-W", "error", str(script), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.stderr == ""
    return done.returncode, done.stdout


def said(text: str) -> list[str]:
    """The faults of a run but for what concerns the place and what was not given."""
    lines = [line.strip() for line in text.splitlines() if line.startswith("  [")]
    return [line for line in lines if not re.match(r"\[A5(63|7[1-9])\]", line)]


def test_the_file_imports_the_standard_library_alone_and_names_nothing_twice() -> None:
    tree = ast.parse(verifier_script())
    imported = {
        name.partition(".")[0]
        for node in ast.walk(tree)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert imported <= sys.stdlib_module_names
    names = [node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)]
    names += [
        target.id
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    ]
    assert len(names) == len(set(names))


def test_the_parts_import_each_other_and_the_standard_library_alone() -> None:
    for path in Path("archive/verifier").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom):
                top = (node.module or "").partition(".")[0]
                assert top in sys.stdlib_module_names or node.module.startswith("archive.verifier.")


def test_the_file_says_how_to_run_it_in_both_languages() -> None:
    text = verifier_script().decode()
    head = ast.get_docstring(ast.parse(text)) or ""
    assert "python 核验.py 文件夹" in head and "exit codes: 0 sound" in head
    assert verifier_script() == verifier_script()


TAMPERING = {
    "nothing": lambda p: None,
    "payload": lambda p: (p / "data/0001-申请表.pdf").write_bytes(b"x"),
    "renamed": lambda p: (p / "data/0001-申请表.pdf").rename(p / "data/0001-申請表.pdf"),
    "tag": lambda p: (p / "bag-info.txt").write_bytes(b"x"),
    "emptied": lambda p: shutil.rmtree(p / "data"),
    "metadata": lambda p: (p / "data/元数据/案卷.json").write_bytes(b"[" * 100_000),
}


@pytest.mark.parametrize("name", TAMPERING)
def test_the_file_finds_what_the_product_finds(name: str, package: Path, script: Path) -> None:
    TAMPERING[name](package / "v1")
    faults = verify_package(package / "v1")
    code, text = run(script, package / "v1")
    assert said(text) == [str(fault) for fault in faults]
    assert code == (0 if name == "nothing" else 6)


def test_a_root_typed_in_is_compared(package: Path, script: Path) -> None:
    root = root_of(package / "v1")
    for given in ([root], ["--根", root], [f"--根={root[7:].upper()}"]):
        code, text = run(script, package / "v1", *given)
        assert code == 0 and "A571" not in text
    code, text = run(script, package / "v1", "sha256:" + "0" * 64)
    assert code == 6 and "A554" in text
    code, text = run(script, package / "v1")
    assert code == 0 and "没有给出包外留存的根摘要" in text


def test_a_package_folder_is_judged_with_its_chain(package: Path, script: Path) -> None:
    newest = root_of(package / "v2")
    assert run(script, package, newest)[0] == 0
    shutil.copytree(package / "v1", package / "v3")
    code, text = run(script, package)
    assert code == 6 and "[A564]" in text and "[A563]" in text
    shutil.rmtree(package / "v3")
    shutil.rmtree(package / "v1")
    code, text = run(script, package, newest)
    assert code == 6 and "[A564]" in text


def test_a_version_by_itself_leaves_the_chain_unchecked(package: Path, script: Path) -> None:
    code, text = run(script, package / "v2")
    assert code == 0 and "[A579]" in text


def test_a_package_under_a_wrong_name_is_told(package: Path, script: Path) -> None:
    moved = package.rename(package.with_name("J099-ZY·JN·2022-D30-002"))
    code, text = run(script, moved)
    assert code == 6 and text.count("[A563]") == 2


def medium(folder: Path, package: Path) -> Path:
    """A transfer medium around a package, as an outer bag."""
    folder.mkdir()
    (folder / "说明文件.TXT").write_text("样例", "utf-8")
    shutil.copytree(package, folder / "电子档案/2022/ZY" / package.name)
    bagit.make_bag(str(folder), checksums=["sha256"])
    return folder


def test_a_medium_is_judged_with_every_package_in_it(package: Path, script: Path) -> None:
    made = medium(package.with_name("载体"), package)
    root = root_of(made)
    code, text = run(script, made, root)
    assert code == 0 and text.count("完好。") == 4 and "A571" not in text
    flipped = made / "data/电子档案/2022/ZY" / package.name / "v2/data/案卷封面.pdf"
    flipped.write_bytes(b"x")
    code, text = run(script, made, root)
    assert code == 6 and text.count("[A511]") == 3
    code, _ = run(script, made, "sha256:" + "1" * 64)
    assert code == 6


def test_a_medium_may_begin_with_a_later_version(package: Path, script: Path) -> None:
    shutil.rmtree(package / "v1")
    code, text = run(script, medium(package.with_name("载体"), package))
    assert code == 0 and "[A579]" in text


def test_an_emptied_medium_does_not_pass(package: Path, script: Path) -> None:
    made = medium(package.with_name("载体"), package)
    shutil.rmtree(made / "data/电子档案")
    (made / "manifest-sha256.txt").write_text("")
    shutil.rmtree(made / "data")
    (made / "data").mkdir()
    assert run(script, made)[0] == 6


def test_a_folder_of_packages_is_judged_package_by_package(package: Path, script: Path) -> None:
    code, text = run(script, package.parent)
    assert code == 0 and text.count("完好。") == 3
    assert run(script, GOLDEN.parent)[0] == 0


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["不存在"],
        [".", "a", "b"],
        [".", "sha256:12"],
        [".", "--没有"],
        [".", "--树根", "x"],
        [".", "--树大小", "-1"],
        [".", "--证明", "不存在"],
        [".", "--根"],
    ],
)
def test_a_question_nobody_understands_is_answered_with_the_usage(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    assert "用法：python 核验.py" in capsys.readouterr().out


def line(root: str, version: int = 1, action: str = "seal") -> str:
    facts = {"档号": CODE, "版本": version, "根": root}
    return json.dumps({"action": action, "facts": facts}, ensure_ascii=False)


def proof(lines: list[str], at: int, size: int = 0) -> tuple[bytes, bytes]:
    """A proof file and the head it leads to, by the log's own code."""
    leaves = [leaf_hash(each) for each in lines][: size or len(lines)]
    head = Frontier(leaves).head()
    way = inclusion_proof(leaves, at, len(leaves))
    text = [
        "c2sp.org/tlog-proof@v1",
        f"extra {base64.b64encode(lines[at].encode()).decode()}",
        f"index {at}",
        *(base64.b64encode(each).decode() for each in way),
        "",
        f"样例/日志\n{len(leaves)}\n{base64.b64encode(head).decode()}\n2022\n\n— 样例/日志 AAAA\n",
    ]
    return "\n".join(text).encode(), head


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5, 7, 8, 13, 32, 33])
def test_a_proof_leads_from_every_place_to_the_head(
    size: int, package: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = root_of(package / "v1")
    for at in range(size):
        lines = [line("andere", action="make") for _ in range(size)]
        lines[at] = line(root)
        content, head = proof(lines, at)
        (package / "proof").write_bytes(content)
        arguments = [str(package / "v1"), root, "--证明", str(package / "proof")]
        assert main([*arguments, "--树根", head.hex(), "--树大小", str(size)]) == 0
        text = capsys.readouterr().out
        assert "[A573]" in text and "签名不能只用标准库核验，未核验" in text
        assert not {"A572", "A574", "A577"} & set(re.findall("A57[0-9]", text))


def test_proofs_may_be_given_as_a_folder_and_find_their_packages(
    package: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [line(root_of(package / "v1")), line("x", 9), line(root_of(package / "v2"), 2)]
    proofs = package.with_name("证明")
    proofs.mkdir()
    for at in (0, 2):
        (proofs / str(at)).write_bytes(proof(lines, at)[0])
    assert main([str(package), f"--证明={proofs}"]) == 0
    assert "A572" not in capsys.readouterr().out
    (proofs / "x").write_bytes(proof(lines, 1)[0])
    assert main([str(package), f"--证明={proofs}"]) == 6
    assert "[A576]" in capsys.readouterr().out


def judge(package: Path, content: bytes, *more: str) -> int:
    (package / "proof").write_bytes(content)
    return main([str(package / "v1"), "--证明", str(package / "proof"), *more])


def test_a_proof_of_something_else_is_refused(
    package: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = root_of(package / "v1")
    good = [line("x", action="make"), line(root), line("y", 2)]
    content, head = proof(good, 1)
    assert judge(package, content) == 0
    assert "A574" in capsys.readouterr().out
    wrong = base64.b64encode(head).decode()
    for changed, more, code in (
        (proof([line("x"), line("sha256:0")], 1)[0], [], "A576"),
        (proof(good, 2)[0], [], "A576"),
        (proof([line("x"), line(root, action="make")], 1)[0], [], "A575"),
        (content.replace(b"index 1", b"index 0"), [], "A577"),
        (content.replace(b"index 1", b"index 9"), [], "A577"),
        (content.replace(wrong.encode(), base64.b64encode(bytes(32))), [], "A577"),
        (content, ["--树根", "0" * 64], "A578"),
        (content, ["--树根", wrong, "--树大小", "9"], "A578"),
        (b"no proof", [], "A575"),
        (b"\xff", [], "A575"),
        (content[: len(content) // 2], [], "A575"),
    ):
        assert judge(package, changed, *more) == 6, code
        assert f"[{code}]" in capsys.readouterr().out


def test_every_byte_of_a_proof_matters(package: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = root_of(package / "v1")
    content, head = proof([line("x", action="make"), line(root), line("y", 2)], 1)
    end = content.index(b"\n2022")
    script = [str(package / "v1"), "--证明", str(package / "proof"), "--树根", head.hex()]
    origin = content.index("样例/日志".encode())
    for at in range(end):
        if origin <= at < origin + len("样例/日志".encode()):
            continue
        changed = bytearray(content)
        changed[at] ^= 0x01
        (package / "proof").write_bytes(changed)
        assert main([*script, "--树大小", "3"]) in (2, 6), (at, content[at - 5 : at + 5])
    capsys.readouterr()
