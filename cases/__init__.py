"""What a case is and how it is kept: policy, model, lifecycle, register, log.

This package imports nothing of ours. Everything that reads or writes YAML, numbers,
money, dates, roles and the words shown to people lives here.
"""
