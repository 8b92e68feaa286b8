"""`--version`, `presets list` and `profile validate` as editors and hooks call them, where nothing is wrong or unusual.

The ordinary `presets list` takes 7.7 times `python -c pass`, most of it for importing argparse, dataclasses, pathlib
and platformdirs and for parsing the catalogue; these take 1.7, 2.3 and 2.7 times (Python 3.11, compiled modules there).
What is shown is the same, and anything unusual goes the ordinary way.
"""

# ruff: noqa: PTH100, PTH110, PTH112, PTH113, PTH118, PTH120, PTH123

from __future__ import annotations

import os
import re
import sys

from wizard import __version__
from wizard.cli import stream
from wizard.profiles.names import DEFAULT, FILE_NAME, ORDER

TYPE_CHECKING = False  # importing typing would take a sixth of what `--version` may
if TYPE_CHECKING:
    from typing import Any

PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
CATALOGUE = os.path.join(PACKAGE, "catalogue", "data")
CONTRADICTED = {"crypto": ("tls",), "posix": ("native",)}  # answers that another one may contradict
PYTHON = "3.12"  # of the GraalPy that is built where no profile says otherwise
LARGEST = 1 << 20  # bytes, as wizard.profiles.read has it

_SENTENCE = re.compile(r'^sentence = "([^"\\]+)"$', re.MULTILINE)
_FIGURE = re.compile(r'^(name|total_bytes|start_seconds) = (?:"([^"\\]*)"|([0-9][0-9_.]*))$', re.MULTILINE)
_QUESTION = re.compile(r'^(key|kind|value) = "([^"\\]*)"$', re.MULTILINE)


def answered(arguments: list[str]) -> int | None:
    """Print the answer and return the exit code, or None where the ordinary way has to answer."""
    text = quick(arguments)
    if text is None:
        return None
    try:
        stream.put(text)
    except BrokenPipeError:
        return 141
    except stream.OutputError as error:
        stream.tell(f"error: {error}\n")
        return 3
    return 0


def quick(arguments: list[str]) -> str | None:
    """What goes to standard output, or None where the ordinary way has to answer."""
    if arguments == ["--version"]:
        return f"graalpy-wizard {__version__}\n"
    try:
        if arguments == ["presets", "list"] and not (sys.stdout and sys.stdout.isatty()):
            return _presets()
        if arguments[:2] == ["profile", "validate"] and not any(text.startswith("-") for text in arguments):
            return _valid(arguments[2:])
    except (OSError, ValueError, RecursionError, KeyError):
        pass
    return None


def _presets() -> str | None:
    from wizard.cli.document import render
    from wizard.cli.preset_list import listed

    if os.path.exists(os.path.join(".graalpy-wizard", "presets")) or _has_own_presets():
        return None
    figures = figures_of(_text(os.path.join(CATALOGUE, "presets.toml"), absent=""))
    rows = []
    for name in ORDER:
        sentence = _SENTENCE.search(_text(os.path.join(_shipped(), f"{name}.toml")))
        if sentence is None:
            return None
        rows.append({"name": name, "origin": "shipped", "sentence": sentence[1], "measured": figures.get(name)})
    return render(listed(rows), 80)


def _has_own_presets() -> bool:
    """Whether this user may have presets, without platformdirs: true where its answer is not known here."""
    if sys.platform != "linux":
        return True
    folder = os.environ.get("GRAALPY_WIZARD_CONFIG_DIR", "")
    if not folder:
        config = os.environ.get("XDG_CONFIG_HOME", "").strip() or os.path.join(os.environ["HOME"], ".config")
        folder = os.path.join(config, "graalpy-wizard")
    return os.path.exists(os.path.join(folder, "presets"))


def _shipped() -> str:
    inside = os.path.join(PACKAGE, "presets")
    return inside if os.path.isdir(inside) else os.path.join(os.path.dirname(PACKAGE), "presets")


def figures_of(text: str) -> dict[str, dict[str, float]]:
    """Preset name -> `total_bytes` and `start_seconds`, from the figures' file as it is written."""
    result: dict[str, dict[str, float]] = {}
    last: dict[str, float] = {}
    for key, word, number in _FIGURE.findall(text):
        if key == "name":
            last = result[word] = {}
        else:
            last[key] = float(number)
    return result


def allowed_in(text: str) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Question -> kind and values, from the catalogue's questions as they are written."""
    result: dict[str, tuple[str, tuple[str, ...]]] = {}
    name = ""
    for key, word in _QUESTION.findall(text):
        if key == "key":
            name, result[word] = word, ("", ())
        elif key == "kind":
            result[name] = (word, result[name][1])
        else:
            result[name] = (result[name][0], (*result[name][1], word))
    return result


def _valid(files: list[str]) -> str | None:
    import tomllib

    from wizard.profiles import migrate, shape

    if len(files) > 1:
        return None
    file = files[0] if files else "."
    if os.path.isdir(file):
        file = os.path.normpath(os.path.join(file, FILE_NAME))
    values = tomllib.loads(_text(file))
    if values.get("schema", migrate.CURRENT) != migrate.CURRENT or values.get("preset", ORDER[0]) not in ORDER:
        return None
    allowed = allowed_in(_text(os.path.join(CATALOGUE, "questions.toml")))
    if not file.isascii() or not file.isprintable() or shape.findings(values, allowed):
        return None
    if not _judged_here(values, os.path.dirname(file)):
        return None
    line = f"{file} is valid"
    return f"{line}\n" if len(line) <= 80 and " " not in file else None  # what would have to be wrapped is not


def _judged_here(values: dict[str, Any], folder: str) -> bool:
    """Whether nothing beyond the profile's own lines can be wrong with it: see wizard.cli.validation."""
    if any(values.get(part) for part in ("snapshot", "toolchain", "options")):
        return False
    if values.get("program", {}).get("requirements_file"):
        return False
    if any(values.get("answers", {}).get(key) in words for key, words in CONTRADICTED.items()):
        return False
    if os.path.exists(os.path.join(folder, ".graalpy-wizard", "presets")) or _has_own_presets():
        return False
    entry = os.path.join(folder, values.get("program", {}).get("entry", "") or "\0")
    if os.path.isdir(entry) and not os.path.exists(os.path.join(entry, "pyproject.toml")):
        entry = os.path.join(entry, "__main__.py")
    return entry.endswith(".py") and os.path.isfile(entry) and _imports(values)


def _imports(values: dict[str, Any]) -> bool:
    """Whether all of `[check] imports` is in the library and stays there with these answers."""
    import tomllib

    names = values.get("check", {}).get("imports", [])
    if not names:
        return True
    preset = tomllib.loads(_text(os.path.join(_shipped(), f"{values.get('preset', DEFAULT)}.toml")))
    answers = {**preset["answers"], **values.get("answers", {})}
    library = _text(os.path.join(CATALOGUE, "modules", f"{PYTHON}.txt"))
    breaks = _text(os.path.join(CATALOGUE, "breaks.txt"))
    return all(f"\n{name}\n" in library and not _may_break(name, breaks, answers) for name in names)


def _may_break(name: str, breaks: str, answers: dict[str, Any]) -> bool:
    parts = name.split(".")
    for count in range(1, len(parts) + 1):
        start = breaks.find(f"\n{'.'.join(parts[:count])} ")
        for test in breaks[start + 1 :].split("\n", 1)[0].split(" ")[1:] if start >= 0 else ():
            key, _, word = test.partition("=")
            held = answers.get(key, word)
            if not word or held == word or not isinstance(held, str):  # true, false and lists have more than one form
                return True
    return False


def _text(file: str, absent: str | None = None) -> str:
    if not os.path.isfile(file):
        if absent is None:
            raise OSError(file)
        return absent
    with open(file, "rb") as stream:
        data = stream.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise ValueError(file)
    return data.decode("utf-8-sig")
