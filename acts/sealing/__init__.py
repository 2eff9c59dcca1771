"""封存: gates, plans, what a package holds, its reference code."""
