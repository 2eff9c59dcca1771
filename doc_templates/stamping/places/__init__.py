"""Where stamps belong on pages, and how the place is found."""
