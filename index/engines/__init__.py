"""Search engines behind one interface; each answers the same tree with the same hits."""
