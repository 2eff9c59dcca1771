"""The registers of numbers, stamp uses, papers received and approvals, in one SQLite file."""
