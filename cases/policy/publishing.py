"""The JSON Schema of policy files, for editors that complete and check them."""

from __future__ import annotations

from importlib.resources import files


def policy_schema_text() -> str:
    """The schema as ``policy schema`` prints it."""
    return files("cases.schema").joinpath("policy.schema.json").read_text(encoding="utf-8")
