"""The verifier as one file that goes along with a medium and needs Python alone."""

from __future__ import annotations

import ast
from pathlib import Path

SCRIPT_NAME = "核验.py"
_PARTS = (
    "rules", "spelling", "hashing", "bags", "manifests", "labels", "comparing", "packages",
    "proofs", "places", "command",
)  # fmt: skip
_HEAD = '''\
#!/usr/bin/env python3
"""核验归档包：只用 Python 3.11 以上自带的标准库，不需要安装任何软件，也不联网。

用法：python 核验.py 文件夹 [--根 sha256:…] [--证明 文件或文件夹]… [--树根 摘要] [--树大小 行数]
文件夹可以是一个版本（v1）、一个档号的文件夹（内有 v1、v2…）、移交载体，或者放归档包的文件夹。
根摘要、树根请照登记表或包外留存的抄录。退出码：0 完好，6 有问题，2 命令写法不对。
不能核验的逐条写明“未核验”。没有 Python 时：sha256sum -c manifest-sha256.txt。

Verifies archive packages (BagIt, RFC 8493) with the Python 3.11+ standard library alone:
manifests (sha256, SM3 where OpenSSL has it), the chain of versions, and RFC 6962 inclusion
proofs against roots typed in. Usage: python 核验.py FOLDER [ROOT]; exit codes: 0 sound,
6 damaged, 2 asked wrongly. Whatever cannot be checked is said to be 未核验 (not checked).
"""

from __future__ import annotations
'''
_TAIL = """

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
"""


def verifier_script() -> bytes:
    """The one readable file made of the verifier's parts; the same text every time."""
    folder = Path(__file__).with_name("verifier")
    sources = [(folder / f"{part}.py").read_text("utf-8") for part in _PARTS]
    imports: set[str] = set()
    bodies = [_without_imports(source, imports) for source in sources]
    ordered = sorted(imports, key=lambda line: (line.startswith("from"), line))
    return "\n".join([_HEAD, *ordered, "", "", *bodies]).rstrip().encode() + _TAIL.encode()


def _without_imports(source: str, imports: set[str]) -> str:
    """A part's text from below its imports on; those of the standard library are gathered."""
    tree = ast.parse(source)
    heading = ast.get_docstring(tree) or ""
    lines = source.splitlines()
    last = 0
    for node in tree.body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            last = node.end_lineno or node.lineno
            if not _is_ours(node):
                imports.add(ast.unparse(node))
    title = heading.splitlines()[0]
    return "\n".join([f"# ---- {title}", *lines[last:], ""])


def _is_ours(node: ast.Import | ast.ImportFrom) -> bool:
    """Whether an import is of another part, or of the future, which the head has."""
    return isinstance(node, ast.ImportFrom) and (
        node.module == "__future__" or (node.module or "").startswith("archive.")
    )
