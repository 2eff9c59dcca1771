"""Keys and certificates: in a file, on a token, behind a service."""
