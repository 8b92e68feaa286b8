"""The questions as values: what was found, what was answered, and what the answers come to. No screen, no prompt."""
