"""Word templates compiled once and rendered many times, in the language of docxtpl."""
