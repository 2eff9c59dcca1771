"""证据材料: taken in, listed, known again."""
