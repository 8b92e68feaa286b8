"""What is built: a Python program with its requirements and data, or a jar."""
