"""GD-4-1, GD-4-2, GD-4-4 to GD-4-7 and what transfer and keeping add: around the package."""

from __future__ import annotations

from datetime import timedelta

from archive.four_properties.model import Occasion, Outcome, asked, failed, passed, unfit
from archive.four_properties.sight import Sight, listed, said

STALE = timedelta(days=365)
_NO_SCANNER = "本机没有可用的查毒软件（clamscan）"


def scanner(sight: Sight) -> Outcome:
    """GD-4-1: a virus scanner is here and has its data."""
    if sight.scan is None:
        return asked(f"{_NO_SCANNER}，须人工确认工作环境的防病毒措施")
    if sight.scan.trouble:
        return asked(f"{sight.scan.trouble}，须人工确认")
    return passed(sight.scan.scanner)


def viruses(sight: Sight) -> Outcome:
    """GD-4-2: the scanner went through the whole package."""
    if sight.scan is None:
        return asked(f"{_NO_SCANNER}，须人工查杀")
    if sight.scan.infected:
        return failed(listed("染毒", sight.scan.infected))
    if sight.scan.trouble:
        return asked(f"查毒没有做完：{sight.scan.trouble}，须人工查杀")
    return passed(f"没有发现病毒（{sight.scan.scanner}）")


def medium_looks(sight: Sight) -> Outcome:
    """GD-4-4 to GD-4-6: only at a transfer there is a medium to look at."""
    if sight.occasion is Occasion.TRANSFER:
        return asked("须人工查看载体；在线移交的答“不适用”")
    if sight.occasion is Occasion.KEEPING:
        return unfit("检测的是联机保存的一份，离线载体另行检测")
    return unfit("在线归档，不用离线载体")


def process(sight: Sight) -> Outcome:
    """GD-4-7: the seal is in the log, two people did it, nothing lies about half done."""
    broken = sight.faults("A554", "A562")
    if broken:
        return failed(broken)
    if sight.seal is None:
        return asked("本工作区的日志没有登记这次封存，须向移交单位核实封存过程")
    if sight.leftovers:
        return asked(f"封存暂存区有{sight.leftovers}个没有完成的封存，须人工确认")
    people = (sight.record.get("立卷人"), sight.record.get("检查人"))
    if people[0] == people[1]:
        alone = "（设置为单人办理）" if sight.works_alone else ""
        return asked(f"立卷人和检查人是同一人{alone}，须人工确认")
    if sight.seal.consenter and sight.seal.consenter != people[1]:
        return failed(f"日志登记的检查人是{sight.seal.consenter}，著录的是{people[1]}")
    return passed(f"封存已登记入日志，{people[0]}立卷，{people[1]}检查")


def register(sight: Sight) -> Outcome:
    """YJ-附1: the package is the one on the 移交与接收登记表."""
    told = sight.handover
    if told is None or not (told.root or told.items is not None or told.bytes is not None):
        return asked("没有登记表的数据可比对，须人工核对")
    wrong = [
        f"根摘要（登记的是{told.root}）" if told.root and told.root != sight.root else "",
        f"件数（登记{told.items}）" if told.items not in (None, len(sight.items)) else "",
        _bytes_fault(sight, told.bytes),
    ]
    text = said(*wrong)
    return failed(f"与登记表不符：{text}") if text else passed("与登记表所列相符")


def _bytes_fault(sight: Sight, told: int | None) -> str:
    return "" if told in (None, sum(sight.payload.values())) else f"字节数（登记{told}）"


def medium(sight: Sight) -> Outcome:
    """YJ-附2: the whole medium against its own lists."""
    found = sight.handover.medium if sight.handover else None
    if found is None:
        return asked("没有检测整张载体，须人工核对；在线移交的答“不适用”")
    return failed(listed("载体有误", list(found))) if found else passed("载体与其清单一致")


def recomputed(sight: Sight) -> Outcome:
    """CQ-附1: digests recomputed now; when that was last done is told."""
    broken = sight.faults("A510", "A511", "A512", "A521", "A554", "A564", "A566")
    if broken:
        return failed(broken)
    here = next((kept for kept in sight.kept if kept.place == HERE), None)
    if here is None or here.checked is None:
        return passed("本次已重算，全部相符；此前没有核验记录")
    late = "，间隔超过一年" if sight.now - here.checked > STALE else ""
    return passed(f"本次已重算，全部相符；上次核验{here.checked.date()}{late}")


HERE = "工作区"


def backup(sight: Sight) -> Outcome:
    """CQ-附2: a second place holds the package, looked at within a year and found sound."""
    others = [kept for kept in sight.kept if kept.place != HERE]
    damaged = [kept.place for kept in others if kept.damaged]
    if damaged:
        return failed(listed("备份有损坏", damaged))
    good = [k for k in others if k.checked and sight.now - k.checked <= STALE]
    if good:
        return passed(listed("一年内核验完好", [f"{k.place}{k.checked:%Y-%m-%d}" for k in good]))
    stale = listed("一年内没有核验", [kept.place for kept in others])
    return asked(f"{stale or '没有登记第二处保存'}，须人工核对备份")
