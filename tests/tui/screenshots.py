"""`python -m tests.tui.screenshots [--check]`: every picture in screenshots/, light and dark, from the real app."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

from tests.tui.scenes import SCENES, picture

FOLDER = Path(__file__).parents[2] / "screenshots"
SIZE = (120, 36)
SMALL = ("start", "questions", "build", "report", "history")  # at 80x24 too


def pictures() -> dict[str, str]:
    """File name -> SVG."""
    wanted = [(scene, theme, SIZE, f"{scene.name}-{theme}") for scene in SCENES if scene.picture
              for theme in ("dark", "light")]  # fmt: skip
    wanted += [(scene, "dark", (80, 24), f"{scene.name}-80x24") for scene in SCENES if scene.name in SMALL]
    made = {}
    for scene, theme, size, name in wanted:
        with tempfile.TemporaryDirectory(prefix="graalpy-wizard-") as home:
            made[f"{name}.svg"] = asyncio.run(picture(scene, Path(home), theme, size))
    return made


def main() -> int:
    """With --check: 1 where a picture is not what the app shows now."""
    made = pictures()
    if "--check" in sys.argv:
        old = [name for name, text in made.items() if not _same(FOLDER / name, text)]
        old += [path.name for path in FOLDER.glob("*.svg") if path.name not in made]
        print("\n".join(f"screenshots/{name} is not up to date: make screenshots" for name in old))
        return int(bool(old))
    FOLDER.mkdir(exist_ok=True)
    for name, text in made.items():
        (FOLDER / name).write_text(text, encoding="utf-8")
    print(f"{len(made)} pictures in {FOLDER}")
    return 0


def _same(path: Path, text: str) -> bool:
    return path.is_file() and path.read_text(encoding="utf-8") == text


if __name__ == "__main__":
    sys.exit(main())
