"""Somebody else's PDF: understood in a child process, signed in ours."""
