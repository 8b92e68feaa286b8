# ruff: noqa: B018, PTH123, S102
"""Runs while an engine is built. Imports nothing: an import makes a weak reference, which is refused by now."""

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def types_first(home: str) -> None:
    """The module types, from its source, under the name that it has at run time."""
    seen = "/graalpy/home/lib/python3.12/types.py"
    with open(home + "/lib/python3.12/types.py", "rb") as file:
        code = compile(file.read(), seen, "exec", dont_inherit=True)
    bootstrap: Any = sys.modules["_frozen_importlib"]
    spec = bootstrap.FrozenImporter.find_spec("types")
    sys.modules["types"] = module = type(sys)("types")
    module.__spec__, module.__loader__, module.__file__, module.__package__ = spec, spec.loader, seen, ""
    exec(code, module.__dict__)


types_first
