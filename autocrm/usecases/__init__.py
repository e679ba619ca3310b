"""One verb a file: load, decide, commit. Each is handed what it needs and keeps nothing."""
