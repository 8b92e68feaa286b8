"""Packed executables: engine and payload compressed behind a small loader that starts them from memory."""
