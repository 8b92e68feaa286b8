"""graalpy-wizard: a Python program becomes a small, proven native executable."""

__version__ = "0.1.0"
