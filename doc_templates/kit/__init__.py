"""The style kit: writes the shipped Word templates, official layout and all (GB/T 9704-2012)."""
