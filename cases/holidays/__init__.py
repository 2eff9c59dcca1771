"""The State Council's yearly notice on holidays: read, checked, compared, kept."""
