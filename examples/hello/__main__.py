"""A small program with a package beside it, a data file and one pure-Python requirement."""

import argparse
import json
import random
import sys
from pathlib import Path

from greetings.cards import card
from tabulate import tabulate

DATA = Path(__file__).parent / "data" / "languages.json"


def main() -> int:
    parser = argparse.ArgumentParser(prog="hello", description="Greets in many languages.")
    parser.add_argument("name", nargs="?", default="world")
    parser.add_argument("--language", help="one of the languages in the table")
    parser.add_argument("--table", action="store_true", help="list all languages")
    parser.add_argument("--version", action="version", version="hello 1.0")
    options = parser.parse_args()

    languages = json.loads(DATA.read_text(encoding="utf-8"))
    if options.table:
        print(tabulate(sorted(languages.items()), headers=["language", "greeting"]))
        return 0
    language = options.language or random.Random(options.name).choice(sorted(languages))
    if language not in languages:
        print(f"hello: no greeting in {language}", file=sys.stderr)
        return 1
    print(card(f"{languages[language]}, {options.name}!"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
