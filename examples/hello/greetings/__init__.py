"""Greetings and how they look."""
