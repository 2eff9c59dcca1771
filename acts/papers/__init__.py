"""文书: what papers are due, drafted, issued, received, and what their templates are told."""
