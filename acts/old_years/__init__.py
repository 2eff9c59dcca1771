"""往年档案: past years' registers and scans taken in."""
