"""Profiles and presets: read, write, validate, migrate, trust; and which answer wins."""
