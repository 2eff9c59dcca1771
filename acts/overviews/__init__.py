"""统计与名单: figures, lists in others' columns, handovers."""
