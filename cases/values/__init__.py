"""Values that mean something: each parses strictly and prints canonically."""
