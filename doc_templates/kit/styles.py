"""The styles of every template: fonts, sizes and spacing of GB/T 9704-2012, 5.2 and 7."""

from __future__ import annotations

from dataclasses import dataclass

from doc_templates.kit.wordml import NAMESPACES, fonts

TITLE_FONT = "方正小标宋简体"
BODY_FONT = "仿宋_GB2312"
KAI_FONT = "楷体_GB2312"
HEI_FONT = "黑体"
SONG_FONT = "宋体"

CHARACTER = 315  # twips: 3号 in 28 characters to the line, 15.75 pt
LINE = 579  # twips: 22 lines to the page, measured


@dataclass(frozen=True, slots=True)
class Style:
    """A paragraph style; sizes in points, distances in twips."""

    id: str
    name: str
    font: str = BODY_FONT
    size: float = 16
    line: int = LINE
    align: str = "both"
    indent: str = ""
    before: int = 0
    after: int = 0
    keep_next: bool = False
    outline: int | None = None
    spacing: int = 0
    tabs: str = ""
    new_page: bool = False
    rule: str = "exact"

    def _paragraph(self) -> str:
        parts = (
            "<w:keepNext/>" if self.keep_next else "",
            "<w:pageBreakBefore/>" if self.new_page else "",
            '<w:widowControl w:val="0"/>',
            self.tabs and f"<w:tabs>{self.tabs}</w:tabs>",
            _ASIAN,
            f'<w:spacing w:before="{self.before}" w:after="{self.after}" '
            f'w:line="{self.line}" w:lineRule="{self.rule}"/>',
            self.indent and f"<w:ind {self.indent}/>",
            f'<w:jc w:val="{self.align}"/>',
            f'<w:outlineLvl w:val="{self.outline}"/>' if self.outline is not None else "",
        )
        return "".join(parts)

    def xml(self) -> str:
        """The style as WordprocessingML."""
        default = ' w:default="1"' if self.id == "Normal" else ""
        based = "" if self.id == "Normal" else '<w:basedOn w:val="Normal"/>'
        return (
            f'<w:style w:type="paragraph"{default} w:styleId="{self.id}">'
            f'<w:name w:val="{self.name}"/>{based}<w:qFormat/>'
            f"<w:pPr>{self._paragraph()}</w:pPr><w:rPr>{fonts(self.font)}"
            f'<w:spacing w:val="{self.spacing}"/>'
            f'<w:sz w:val="{self.size * 2:.0f}"/><w:szCs w:val="{self.size * 2:.0f}"/></w:rPr>'
            "</w:style>"
        )


# No hanging punctuation, no gap between Chinese and digits, no grid: 28 characters are 28.
# LibreOffice 7.4 reads overflowPunct the wrong way round: "1" keeps punctuation inside there.
_ASIAN = (
    '<w:kinsoku/><w:overflowPunct w:val="1"/>'
    '<w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/><w:snapToGrid w:val="0"/>'
)
_TWO = f'w:firstLineChars="200" w:firstLine="{2 * CHARACTER}"'
_NO_INDENT = 'w:firstLineChars="0" w:firstLine="0"'


STYLES = (
    Style("Normal", "Normal", spacing=-5),
    Style("Body", "公文正文", indent=_TWO, spacing=-5),
    Style("Flush", "公文顶格", spacing=-5),
    Style("Level1", "一级标题", HEI_FONT, indent=_TWO, keep_next=True, outline=0, spacing=-5),
    Style("Level2", "二级标题", KAI_FONT, indent=_TWO, keep_next=True, outline=1, spacing=-5),
    Style("DocTitle", "公文标题", TITLE_FONT, 22, LINE, "center", keep_next=True, spacing=0),
    Style("Mark", "发文机关标志", TITLE_FONT, 36, 860, "center"),
    Style("LetterMark", "信函机关标志", TITLE_FONT, 30, 700, "center",
          indent='w:left="-454" w:right="-340"'),
    Style("Number", "发文字号", align="center", spacing=-5),
    Style("LetterNumber", "信函发文字号", align="right", before=71, spacing=-5),
    Style("Addressee", "主送机关", before=LINE, keep_next=True, spacing=-5),
    Style("Attendance", "出席人员", align="left", keep_next=True, spacing=-5,
          indent=f'w:left="{5 * CHARACTER}" w:hanging="{3 * CHARACTER}"'),
    Style("AnnexNote", "附件说明",
          indent=f'w:left="{6 * CHARACTER}" w:hanging="{4 * CHARACTER}"', align="left",
          keep_next=True, spacing=-5),
    Style("Signature", "署名和成文日期", align="center", keep_next=True, spacing=-5,
          indent=f'w:left="{round(7.5 * CHARACTER)}"'),
    Style("AnnexMark", "附件标识", HEI_FONT, align="left", new_page=True, keep_next=True,
          spacing=-5),
    Style("AnnexTitle", "附件标题", TITLE_FONT, 22, 620, "center", before=LINE, after=290,
          keep_next=True),
    Style("Imprint", "版记", size=14, line=480, align="left",
          indent=f'w:left="{4 * 280}" w:hanging="{3 * 280}" w:right="280"',
          tabs='<w:tab w:val="right" w:pos="8564"/>'),
    Style("PageOdd", "单页码", SONG_FONT, 14, 282, "right", indent='w:right="280"'),
    Style("PageEven", "双页码", SONG_FONT, 14, 282, "left", indent='w:left="280"'),
    Style("PageMiddle", "居中页码", SONG_FONT, 12, 282, "center"),
    Style("Cell", "表内文字", size=10.5, line=310, align="left", indent=_NO_INDENT),
    Style("CellLabel", "表内栏目", HEI_FONT, 10.5, 310, "center", indent=_NO_INDENT),
    Style("ListCell", "名单文字", size=12, line=340, align="left", indent=_NO_INDENT),
    Style("ListLabel", "名单栏目", HEI_FONT, 12, 340, "center", indent=_NO_INDENT),
    Style("CellSmall", "表内小字", size=9, line=260, align="left", indent=_NO_INDENT),
    Style("LabelSmall", "表内小栏目", HEI_FONT, 9, 260, "center", indent=_NO_INDENT),
    Style("Tail", "表后空行", size=1, line=20, align="left", indent=_NO_INDENT),
    Style("CellBody", "表内段落", size=12, line=360, align="both",
          indent='w:firstLineChars="200" w:firstLine="480"'),
    Style("CellSign", "表内签署", size=10.5, line=310, align="center", indent=_NO_INDENT,
          keep_next=True),
    Style("PartySign", "双方签署", size=12, line=360, align="center", keep_next=True),
    Style("Clause", "协议条款", size=14, line=480, indent='w:firstLineChars="200" w:firstLine="560"'),
    Style("ClauseHead", "协议条款标题", HEI_FONT, 14, 480, keep_next=True, outline=0,
          indent='w:firstLineChars="200" w:firstLine="560"'),
    Style("ClauseFlush", "协议双方", size=14, line=480, align="left"),
    Style("FormTitle", "表格标题", TITLE_FONT, 22, 620, "center", after=240, keep_next=True),
    Style("FormNote", "表格说明", size=12, line=360, align="both"),
    Style("FormHead", "表格小标题", HEI_FONT, 14, 420, "left", before=200, after=100,
          keep_next=True, outline=0),
    Style("CoverTitle", "封面标题", TITLE_FONT, 30, 860, "center"),
    Style("CoverFoot", "封面落款", KAI_FONT, align="center", before=600),
    Style("CoverLine", "封面填写项", size=16, line=420, align="left"),
    Style("CoverEntry", "卷皮栏目", KAI_FONT, 14, 420, "center"),
    Style("CoverCase", "案卷题名", TITLE_FONT, 22, 720, "center"),
    Style("Hairline", "零高空行", size=1, line=20, align="left", indent=_NO_INDENT),
    Style("Instruction", "填表说明", size=14, line=520, align="both",
          indent='w:firstLineChars="200" w:firstLine="560"'),
)  # fmt: skip


def styles_xml() -> str:
    """``word/styles.xml``: no hanging punctuation, no gaps between Chinese and digits."""
    defaults = (
        "<w:docDefaults><w:rPrDefault><w:rPr>"
        f'{fonts(BODY_FONT)}<w:kern w:val="0"/><w:lang w:val="en-US" w:eastAsia="zh-CN"/>'
        "</w:rPr></w:rPrDefault><w:pPrDefault><w:pPr>"
        f'<w:widowControl w:val="0"/>{_ASIAN}</w:pPr></w:pPrDefault></w:docDefaults>'
    )
    table = (
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal">'
        '<w:name w:val="Normal Table"/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/></w:tblPr>'
        "</w:style>"
    )
    body = "".join(style.xml() for style in STYLES)
    return f"<w:styles {NAMESPACES}>{defaults}{body}{table}</w:styles>"
