"""What "text" means to the search, and what is found in it: one definition for all."""
