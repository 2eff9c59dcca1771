"""说明文件.TXT: what this medium is, in words and in figures that can be held against it."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from archive.metadata_xml import xml_text
from archive.transfer.layout import BATCH_CHECK, SHELL_CHECK

if TYPE_CHECKING:
    from collections.abc import Mapping

    from archive.transfer.layout import Medium

_FACT = re.compile(r"([^：\s]+)：(.+)")
COUNTED = ("案卷数", "件数", "文件数", "字节数")
_LAYOUT = f"""载体结构
  说明文件.TXT    本文件
  案卷目录.XML    每个案卷一条：顺序号、档号、责任者、题名、日期、密级、电子档案名称、备注
  文件目录.XML    每件文件一条，栏目相同，以各案卷最新一版为准
  电子档案/       年度／类别／档号／vN：每一版是一个完整的封存包，原样复制，一个字节也没有改
  其他/           登记表、元数据规范、命名规则、格式说明、四性检测结果、日志证明、核验程序
  以上都在 data 文件夹里。与 data 并列的是清单：
  manifest-sha256.txt、manifest-sm3.txt          data 里每个文件的摘要
  tagmanifest-sha256.txt、tagmanifest-sm3.txt    清单和说明性文件的摘要
  bagit.txt、bag-info.txt                        BagIt 1.0（RFC 8493）的声明和标签
  {SHELL_CHECK}、{BATCH_CHECK}                             核验用，各两三行，可以用记事本打开看

怎样核验
  一、不装任何软件（Linux，只要有 coreutils）：  sh {SHELL_CHECK}
  二、不装任何软件（Windows 10 以上）：          双击 {BATCH_CHECK}
  三、有 Python 3.11 以上：
      python data/其他/核验.py . --证明 data/其他/日志/证明 --树根 登记表上的树根
      多出来的文件、版本之间的衔接、件号、命名，只有这种办法或者匠档能查出来。
  四、有匠档：  jiangdang archive transfer accept 本文件夹 --tree-root 登记表上的树根
  登记表上印有每一版的根摘要和日志的树根，双方签字盖章。根摘要是该版 tagmanifest-sha256.txt
  的 SHA-256。载体上的数据即使被人前后一致地改过，也会与纸上的摘要不符。

格式
  文书是 PDF/A-2b（ISO 19005-2），佐证材料的格式见上；元数据是 XML 和 JSON（UTF-8）。
  没有压缩，没有加密，没有使用非公开的格式。
"""


def explanation(medium: Medium) -> bytes:
    """The text of 说明文件.TXT; UTF-8, lines ending as Windows wants them."""
    facts = [f"{name}：{value}" for name, value in _facts(medium).items()]
    text = "\n".join(("电子档案移交载体说明文件", "", *facts, "", _LAYOUT))
    return xml_text(text).replace("\n", "\r\n").encode()


def _facts(medium: Medium) -> dict[str, object]:
    """The figures and names, one a line (档发〔2012〕7号 附件2)."""
    handover = medium.handover
    moment = handover.made_at.isoformat(timespec="seconds")
    return {
        "移交号": handover.number,
        "载体编号": medium.label,
        "载体序号": f"{medium.at}/{medium.of}",
        "载体参数": "类型和容量见载体标签",
        "移交单位": f"{handover.sender}（全宗号{handover.fonds}，{handover.fonds_name}）",
        "接收单位": handover.receiver or "（见登记表）",
        "载体制作单位": handover.sender,
        "载体检查单位": f"{handover.sender}（写入后逐个文件读回，与清单一致）",
        "载体保管单位": handover.receiver or "（接收后填写）",
        "制作人": handover.made_by,
        "制作时间": moment,
        "制作软件": handover.program,
        "内容": "技能人才资助项目案卷的电子档案及其元数据",
        "案卷数": len(medium.shipments),
        "件数": medium.items,
        "文件数": medium.files,
        "字节数": medium.bytes,
        "文件格式": _formats(medium),
        "软硬件环境": "能读 PDF、XML、TXT 的任何计算机，不需要专用软件",
    }


def _formats(medium: Medium) -> str:
    """How many files of each ending, the commonest first."""
    names = (name for shipment in medium.shipments for name in shipment.files)
    counted = Counter(PurePosixPath(name).suffix.lower().removeprefix(".") for name in names)
    return "、".join(
        f"{ending or '无扩展名'} {number}个" for ending, number in counted.most_common()
    )


def read_explanation(content: bytes) -> Mapping[str, str]:
    """The facts of a 说明文件.TXT, as far as it is written our way."""
    text = content.decode("utf-8", "replace")
    found = (_FACT.fullmatch(line.strip()) for line in text.splitlines())
    facts: dict[str, str] = {}
    for fact in found:
        if fact is not None:
            facts.setdefault(fact[1], fact[2])
    return facts
