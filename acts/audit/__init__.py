"""审计: reports, exports with proofs, samples, who searched for whom."""
