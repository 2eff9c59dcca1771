"""Everything that can be found, with its text: what engines index and scans read."""
