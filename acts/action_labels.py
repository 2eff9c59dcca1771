"""What the acts in the log are called in Chinese."""

from __future__ import annotations

LABELS = {
    "init": "建立工作区",
    "open": "开批",
    "new": "立案",
    "edit": "修改案卷",
    "advance": "办理",
    "make": "制作文书",
    "receive": "收文登记",
    "evidence": "收入证据材料",
    "money": "登记经费",
    "request": "请求审批",
    "review": "核稿",
    "approve": "同意审批",
    "issue": "签发",
    "return": "退回",
    "withdraw": "撤回",
    "heard": "知悉退回",
    "upgrade": "升级登记簿",
    "sample": "生成样章",
    "stamp-import": "收入印章",
    "stamp-revoke": "停用印章",
    "stamp-file": "用印",
    "policy": "新建政策",
    "calendar": "取入节假日安排",
    "seal": "封存",
    "fixity": "核验归档包",
    "repair": "修复归档包",
    "mirror": "备份归档包",
    "hold": "暂停处置",
    "release": "解除暂停",
    "appraise": "鉴定",
    "destroy": "销毁",
    "transfer": "移交",
    "transfer-accepted": "接收确认",
    "four-property": "四性检测",
    "timestamp": "检查点加时间戳",
    "export": "导出",
    "search": "检索",
    "report": "审计检索报告",
    "draw": "审计抽样",
    "experts": "收入专家库",
    "panel": "确定专家组",
    "scores": "汇总评分表",
    "void": "作废",
    "log-repaired": "补全日志",
    "log-restored": "重写日志",
    "changed": "未登记的改动",
    "clock": "时钟倒退",
    "recover": "收尾",
}


def label_of(action: str) -> str:
    """The Chinese name of an action in the log; the action itself if it has none."""
    return LABELS.get(action, action)
