"""The way into the app: on a terminal that can show it, with Textual there."""

from __future__ import annotations

from pathlib import Path

from wizard.ground.problems import wrong_environment, wrong_input


def opened(folder: Path, profile: Path | None = None, *, program: str = "") -> int:
    """Run the app until it is left; its exit code. Exit 2 without a terminal, 3 without Textual."""
    from wizard.tui.run import possible, run

    if not possible():
        raise wrong_input(
            "the app needs a terminal", "`graalpy-wizard new --plain` asks line by line, also through a pipe",
            code="no-terminal",
        )  # fmt: skip
    try:
        return run(folder, profile, program=program)
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != "textual":
            raise
        raise wrong_environment(
            "the app needs Textual, which is not installed", "pip install textual, or use `new --plain`",
            code="no-textual",
        ) from error  # fmt: skip
