"""The log of every act: hash-chained lines, Merkle tree head, signed checkpoints."""
