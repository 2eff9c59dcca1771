"""The verifier's parts: the standard library alone, and no code shared with the writer."""
