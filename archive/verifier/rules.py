"""What the verifier can say: codes, sentences, and one fault."""

from __future__ import annotations

from dataclasses import dataclass

RULES: dict[str, str] = {
    "A501": "{path}：缺少 bagit.txt，这个文件夹不是 BagIt 包。",
    "A502": "{path}：bagit.txt 应当恰好两行（BagIt-Version 与 Tag-File-Character-Encoding）。",
    "A503": "{path}：BagIt 版本或编码“{detail}”不认识，只核验 0.93 至 1.0 版。",
    "A504": "{path}：缺少 data 文件夹。",
    "A505": "{path}：没有可核验的载荷清单（manifest-算法.txt）。",
    "A506": "{path}：清单第 {detail} 行写法不对。",
    "A507": "{path}：清单里重复列出 {detail}。",
    "A508": "{path}：清单里的路径 {detail} 指到包外，已拒绝读取。",
    "A509": "{path}：清单列了不该由它列的文件 {detail}。",
    "A510": "{path}：清单里有，包里没有。",
    "A511": "{path}：内容与 {detail} 清单不符，文件已被改动或损坏。",
    "A512": "{path}：包里有，{detail} 清单里没有。",
    "A513": "{path}：包里有 fetch.txt，要求从包外取文件，不予接受。",
    "A514": "{path}：是符号链接或特殊文件，不予接受。",
    "A515": "{path}：与 {detail} 仅大小写或编码形式不同，换一个系统就会互相覆盖。",
    "A516": "{path}：名称的 Unicode 形式变了，清单里写的是 {detail}。",
    "A517": "{path}：不是规定的编码，或开头带有字节顺序标记。",
    "A518": "{path}：算法 {detail} 在本机无法计算，未核验。",
    "A519": "{path}：Payload-Oxum 写的是 {detail}，与实际不符。",
    "A520": "{path}：第 {detail} 行写法不对。",
    "A521": "{path}：读不出来（{detail}）。",
    "A522": "{path}：包里没有任何载荷文件。",
    "A523": "{path}：没有标签清单，说明性文件未受保护。",
    "A524": "{path}：写法不规范（{detail}），已按实际文件核对；要求严格的程序会拒绝。",
    "A525": "{path}：超过 {detail} 的上限，未读取。",
    "A526": "{path}：要求从包外取文件。核验不取文件，只核对已经在包里的。",
    "A527": "{path}：列了 {detail}，载荷清单里没有。",
    "A528": "{path}：标签 {detail} 只能写一次。",
    "A529": "{path}：是系统自动生成的文件，不像归档内容。",
    "A530": "{path}：没有要求计算 {detail}，未核验。",
    "A551": "{path}：不属于封存包的说明性文件。",
    "A552": "{path}：空文件夹，封存时没有。",
    "A553": "{path}：名称不合命名规则（{detail}）。",
    "A554": "{path}：根摘要与包外留存的不符，留存的是 {detail}。",
    "A555": "{path}：封存包缺少必备文件。",
    "A556": "{path}：元数据读不出来或缺项（{detail}）。",
    "A557": "{path}：元数据与实际文件不一致（{detail}）。",
    "A558": "{path}：件号不连续，应为 {detail}。",
    "A559": "{path}：档号或版本与 bag-info.txt 不一致，那里写的是 {detail}。",
    "A560": "{path}：清单不是规范写法（排序、小写、两个空格），已被改写。",
    "A563": "{path}：所在位置与包内写的档号、版本（{detail}）不一致，可能被调换。",
    "A564": "{path}：与上一版本的摘要链接不上，前一版本缺失、被改动或包被调换。",
    "A565": "{path}：与 {detail} 重名（仅大小写或编码形式不同），封存时没有。",
    "A566": "{path}：名称变了，清单里写的是 {detail}。",
    "A567": "{path}：封存后的只读权限已丢失（{detail}），内容不受影响。",
    "A571": "{path}：没有给出包外留存的根摘要，是否被整体改写，未核验。",
    "A572": "{path}：没有给出存在证明，是否记入日志，未核验。",
    "A573": "{path}：检查点上的签名不能只用标准库核验，未核验。",
    "A574": "{path}：没有给出日志树根，证明只与它自带的检查点相符，检查点的真伪未核验。",
    "A575": "{path}：存在证明写法不对（{detail}）。",
    "A576": "{path}：存在证明说的不是这个包（{detail}）。",
    "A577": "{path}：按存在证明算出的树根与检查点的不符。",
    "A578": "{path}：检查点的大小或树根与给出的不符，给出的是 {detail}。",
    "A579": "{path}：没有和上一版本放在一起，版本链未核验。",
}
WARNINGS = frozenset(
    {"A515", "A516", "A518", "A522", "A523", "A524", "A526", "A529", "A530", "A567"}
    | {"A571", "A572", "A573", "A574", "A579"}
)
TAG_FILE_LIMIT = 64 * 1024 * 1024
PACKAGE_TAGS = frozenset(
    {"bagit.txt", "bag-info.txt", "manifest-sha256.txt", "manifest-sm3.txt"}
    | {"tagmanifest-sha256.txt", "tagmanifest-sm3.txt"}
)
PACKAGE_FORMS = ("data/案卷封面.pdf", "data/卷内文件目录.pdf", "data/卷内备考表.pdf")
PACKAGE_METADATA = "data/元数据/案卷.json"
PACKAGE_XML = "data/元数据/案卷.xml"


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing the verifier has to say: a code of RULES, the file, and a detail."""

    code: str
    path: str
    detail: str = ""

    @property
    def is_warning(self) -> bool:
        """Whether the package is still sound."""
        return self.code in WARNINGS

    def __str__(self) -> str:
        """Print with its Chinese sentence."""
        return f"[{self.code}] " + RULES[self.code].format(path=self.path, detail=self.detail)


def is_sound(faults: list[Fault]) -> bool:
    """Whether nothing but warnings was found."""
    return all(fault.is_warning for fault in faults)
