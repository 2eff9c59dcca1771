"""The commands, one module per group; each parses, calls one act and prints."""
