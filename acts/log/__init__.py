"""日志: checkpoints, places, proofs, verification."""
