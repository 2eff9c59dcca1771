"""Finding things again: text extraction, analysis, the Whoosh index, queries."""
