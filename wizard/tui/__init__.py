"""The Textual app: it shows what the core knows and asks what the core asks."""
