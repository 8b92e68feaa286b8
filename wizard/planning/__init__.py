"""Answers + rules + version -> options -> the exact command. Pure functions, no I/O."""
