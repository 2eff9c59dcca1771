"""The lifecycle of batches and cases: steps, gates and decisions, without any I/O."""
