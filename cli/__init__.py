"""Words and numbers for people: parse, call one act, print."""
