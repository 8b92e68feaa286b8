"""One module a screen. Screens hold no rules and touch no files."""
