"""Finding things: a question settled, asked of the engine and of what it does not hold yet."""
