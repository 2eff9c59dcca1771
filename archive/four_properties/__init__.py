"""四性检测 (DA/T 70-2018): items as data, checks that look, questions for people."""
