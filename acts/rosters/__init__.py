"""立案: cases from forms, rosters and YAML, and out again."""
