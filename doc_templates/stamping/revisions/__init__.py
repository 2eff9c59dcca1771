"""A PDF's next revision: what is printed on it, and the signature it carries."""
