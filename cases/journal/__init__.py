"""Acts that are all or nothing: recorded as an intent, carried out, finished after a crash."""
