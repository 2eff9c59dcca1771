"""The looks that machines take, by item: each judges a sight and touches no disk."""
