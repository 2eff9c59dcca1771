"""The published JSON Schemas of our YAML files, and the reader that types by them."""
