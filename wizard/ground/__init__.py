"""What every layer stands on: exit codes, problems, places, foreign text, atomic files."""
