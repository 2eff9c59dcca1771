"""Verification of signed PDFs: signatures, trust, what was changed, whose stamps belong there."""
