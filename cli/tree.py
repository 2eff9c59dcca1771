"""Hangs every command on its group, by importing the modules that hold them."""

from cli.commands import batches, casework, keeping, papers, policies, running

__all__ = ["batches", "casework", "keeping", "papers", "policies", "running"]
