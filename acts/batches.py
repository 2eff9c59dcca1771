"""Batches: opening one under the policy in force, listing them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from acts.kept_policies import keep_policy
from cases.casefile import all_batches, all_cases, parse_batch
from cases.errors import JiangdangError, Kind
from cases.policy.library import all_policies
from cases.policy.succession import successor_on
from cases.schema.shipped import SchemaName, load_schema
from cases.settings import Role
from cases.typedfile import FORMAT_VERSION
from cases.values.ids import BatchId
from cases.yamlwriting import dump

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from acts.bureau import Bureau
    from cases.policy.model import Policy


class AlreadyThereError(JiangdangError):
    """A batch or case of that id exists."""

    kind: ClassVar[Kind] = Kind.CONFLICT
    code: ClassVar[str] = "W408"


class YearDiffersError(JiangdangError):
    """The batch's id and its 年度 name different years."""

    kind: ClassVar[Kind] = Kind.USAGE
    code: ClassVar[str] = "W415"


class PolicyExpiredError(JiangdangError):
    """After a policy's last day no new batch opens (O32)."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "W416"


class PolicySupersededError(JiangdangError):
    """Once another policy has replaced it, no new batch opens under this one."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "P565"


class PolicyNotYetError(JiangdangError):
    """Before a policy's first day no batch opens (R5)."""

    kind: ClassVar[Kind] = Kind.REFUSED
    code: ClassVar[str] = "W417"


class UnknownBatchKeyError(JiangdangError):
    """A batch has no such key; most likely it is misspelt."""

    kind: ClassVar[Kind] = Kind.USAGE
    code: ClassVar[str] = "W606"


class UnknownProgrammeError(JiangdangError):
    """名额 names a programme that the policy does not have."""

    kind: ClassVar[Kind] = Kind.USAGE
    code: ClassVar[str] = "W608"


def _refuse_unknown(values: Mapping[str, Any]) -> None:
    """Every value given for a new batch is one that batches have."""
    known = load_schema(SchemaName.BATCH)["properties"]
    strange = [key for key in values if key not in known]
    if strange:
        raise UnknownBatchKeyError(keys="、".join(strange)[:200], known="、".join(known))


def _refuse_strange(values: Mapping[str, Any], policy: Policy) -> None:
    """名额 is given for programmes of the policy, by the names it gives them."""
    quota = values.get("名额")
    known = [each.label for each in policy.programmes.values()]
    strange = [str(name) for name in quota if name not in known] if isinstance(quota, dict) else []
    if strange:
        names = "、".join(strange)[:200]
        raise UnknownProgrammeError(policy=policy.id, names=names, known="、".join(known))


def open_batch(
    bureau: Bureau, batch_id: str, values: Mapping[str, Any], on: date
) -> dict[str, object]:
    """Open a batch under the bureau's present policy on a day of its validity."""
    person = bureau.acting(Role.CLERK)
    found = BatchId.parse(batch_id)
    path = f"batches/{found}/batch.yaml"
    if (bureau.workspace.root / path).exists():
        raise AlreadyThereError(target=batch_id)
    if str(values.get("年度", found.year)) != str(found.year):
        raise YearDiffersError(batch=batch_id, year=values["年度"])
    _refuse_unknown(values)
    policy = bureau.policy(str(values.get("政策") or bureau.settings.policy))
    _refuse_strange(values, policy)
    _refuse_outside(policy, on, bureau)
    text = dump(_fields(found, policy, values))
    parse_batch(text, path)
    with bureau.journal.act("open", person.name, batch_id, policy=policy.digest) as act:
        act.write(path, text.encode(), before=None)
        keep_policy(bureau, act, policy)
        act.enter("open", batch_id, {"日期": on.isoformat(), "政策": policy.id})
    return {"batch": batch_id, "path": path, "policy": policy.id}


def _refuse_outside(policy: Policy, on: date, bureau: Bureau) -> None:
    """Refuse a day on which the policy does not hold, naming the one that does instead."""
    known = all_policies(bureau.workspace.policies)
    if (instead := successor_on(policy, known, on)) is not None:
        raise PolicySupersededError(policy=policy.id, successor=instead.id, on=on)
    if on < policy.valid_from:
        raise PolicyNotYetError(policy=policy.id, valid_from=policy.valid_from, on=on)
    if policy.valid_to and on > policy.valid_to:
        raise PolicyExpiredError(policy=policy.id, valid_to=policy.valid_to, on=on)


def _fields(found: BatchId, policy: Policy, values: Mapping[str, Any]) -> dict[str, Any]:
    """The new batch's fields in the order people read them."""
    fixed = {
        "格式版本": FORMAT_VERSION,
        "批次": str(found),
        "名称": f"{found.year}年{'及'.join(p.label for p in policy.programmes.values())}申报",
        "年度": found.year,
        "政策": policy.id,
        "政策摘要": policy.digest,
    }
    own = {key: value for key, value in values.items() if key not in ("政策", "政策摘要")}
    return {**fixed, **own, "档号": "", "办理": []}


def list_batches(bureau: Bureau) -> list[dict[str, Any]]:
    """All batches with their step and number of cases."""
    cases = list(all_cases(bureau.workspace).values())
    return [
        {
            "batch": batch.id,
            "name": batch.get("名称", ""),
            "step": batch.step,
            "cases": sum(case.batch == batch.id for case in cases),
            "reference_code": batch.get("档号", ""),
        }
        for batch in all_batches(bureau.workspace).values()
    ]
