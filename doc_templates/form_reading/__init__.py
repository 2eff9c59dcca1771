"""Forms that come back: a filled Word form or a department's sheet read into a case's fields."""
