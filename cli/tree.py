"""Hangs every command on its group, by importing the modules that hold them."""

from cli.commands import (
    archiving,
    auditing,
    batches,
    casework,
    consents,
    keeping,
    overviews,
    papers,
    policies,
    registers,
    running,
    safekeeping,
    stamps,
    templates,
    transferring,
)

__all__ = [
    "archiving",
    "auditing",
    "batches",
    "casework",
    "consents",
    "keeping",
    "overviews",
    "papers",
    "policies",
    "registers",
    "running",
    "safekeeping",
    "stamps",
    "templates",
    "transferring",
]
