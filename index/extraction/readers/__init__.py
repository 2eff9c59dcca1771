"""One reader for each sort of file; each gives pages of text, or says why not."""
