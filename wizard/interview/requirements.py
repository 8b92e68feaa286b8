"""Which requirement brings a module that the program imports: what is installed beside it, or its name."""

from __future__ import annotations

import importlib.metadata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from wizard.interview.state import Missing
from wizard.profiles import texts
from wizard.programs.model import Import

ENVIRONMENTS = (".venv", "venv", "env")
MOST = 500  # distributions of an environment that are looked at
OTHER_NAMES = {  # modules whose distribution is called otherwise
    "attr": "attrs",
    "bs4": "beautifulsoup4",
    "Crypto": "pycryptodome",
    "dateutil": "python-dateutil",
    "docx": "python-docx",
    "dotenv": "python-dotenv",
    "jose": "python-jose",
    "jwt": "PyJWT",
    "markdown": "Markdown",
    "pkg_resources": "setuptools",
    "serial": "pyserial",
    "slugify": "python-slugify",
    "usb": "pyusb",
    "yaml": "PyYAML",
}
_KNOWN = {name.lower().replace("_", "-"): module for module, name in OTHER_NAMES.items()}


def missing(absent: Iterable[Import], folder: Path, known: Sequence[str]) -> tuple[Missing, ...]:
    """What each of these modules needs. `known`: requirements that are named; what they may bring is not missing."""
    tops = dict.fromkeys(entry.module.partition(".")[0] for entry in absent)
    names = {_name_of(text) for text in known}
    wanted = [top for top in tops if not names & {_normal(top), _normal(OTHER_NAMES.get(top, top))}]
    installed = _installed(folder, wanted) if wanted else {}
    if known:  # any of them may bring what nothing else explains; the build resolves them and knows
        wanted = [top for top in wanted if top in installed]
    return tuple(_missing(top, installed) for top in wanted)


def _missing(module: str, installed: Mapping[str, str]) -> Missing:
    if module in installed:
        return Missing(module, installed[module], "installed in the project's virtual environment", sure=True)
    if module in OTHER_NAMES:
        return Missing(module, OTHER_NAMES[module], f"the module {module} is known to come with it", sure=True)
    proposal = module if texts.requirement(module) is None else ""
    return Missing(module, proposal, "it has the same name: look at it on the package index first", sure=False)


def _installed(folder: Path, modules: Sequence[str]) -> dict[str, str]:
    """Module -> requirement, from what is installed beside the program."""
    found: dict[str, str] = {}
    for number, distribution in enumerate(_distributions(folder)):
        if number == MOST or len(found) == len(modules):
            break
        tops = set(_tops(distribution))
        name, version = distribution.metadata["Name"], distribution.version
        requirement = f"{name}>={version}"
        if texts.requirement(requirement) is None:
            found.update({module: requirement for module in modules if module in tops})
    return found


def _distributions(folder: Path) -> Iterator[importlib.metadata.Distribution]:
    for name in ENVIRONMENTS:
        if (folder / name / "pyvenv.cfg").is_file():
            places = sorted((folder / name).glob("lib/python3*/site-packages"))
            yield from importlib.metadata.distributions(path=[str(place) for place in places])


def _tops(distribution: importlib.metadata.Distribution) -> Iterator[str]:
    listed = distribution.read_text("top_level.txt")
    if listed:
        yield from listed.split()
        return
    for file in distribution.files or ():
        first = file.parts[0]
        yield first.removesuffix(".py") if len(file.parts) == 1 else first


def _name_of(requirement: str) -> str:
    import re

    match = re.match(r"[A-Za-z0-9._-]*", requirement)
    name = _normal(match[0]) if match else ""
    return _normal(_KNOWN[name]) if name in _KNOWN else name


def _normal(name: str) -> str:
    return name.lower().replace("_", "-").replace(".", "-")
