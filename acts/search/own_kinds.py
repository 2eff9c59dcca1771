"""What can be found and is no document of the catalogue."""

CASE, BATCH, EVIDENCE = "case", "batch", "evidence"
OWN_KINDS = {CASE: "案卷", BATCH: "批次", EVIDENCE: "证据材料"}
