"""What an engine promises: what has to be gone, what has to fail, what has to work."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import astuple, dataclass

from wizard.catalogue.model import Catalogue, Option
from wizard.catalogue.versions import applies
from wizard.ground.problems import Where, wrong_input
from wizard.planning.conditions import fits, values_of
from wizard.planning.model import Plan
from wizard.profiles.model import Value


@dataclass(frozen=True, slots=True)
class Promises:
    """Modules by what was promised of them, and the rights that the program must not have."""

    gone: tuple[str, ...]
    fails: tuple[str, ...]
    works: tuple[str, ...]
    withheld: tuple[str, ...]  # "files", "writing", "environment"
    serves: bool  # sockets may listen
    started: tuple[str, ...] = ()  # what was done while building: "interpreter", "snapshot"

    @property
    def key(self) -> str:
        """16 hexadecimal digits: the same for the same promises."""
        told = astuple(self) if self.started else astuple(self)[:-1]  # proofs from before this promise stay good
        return hashlib.sha256(repr(told).encode()).hexdigest()[:16]


def of_plan(plan: Plan) -> Promises:
    """What these answers promise."""
    return _promises(plan.removed, tuple(plan.broken), plan.kept, values_of(plan.answers))


def of_manifest(manifest: Mapping[str, object], catalogue: Catalogue, where: Where) -> Promises:
    """What an executable's own manifest promises; exit 2 where this wizard does not know what it speaks of."""
    values, version = _answers(manifest.get("answers")), manifest.get("graalpy")
    keys = manifest.get("options")
    if values is None or not isinstance(version, str) or not isinstance(keys, list):
        raise wrong_input("its manifest has no answers, options and version", "build it again", where, "manifest")
    known = {option.key: option for option in catalogue.options}
    if not _is_version(version):
        raise wrong_input(f"its manifest names no version of GraalPy: {version}", "build it again", where, "manifest")
    strange = [str(key) for key in keys if key not in known]
    if strange:
        raise wrong_input(
            f"it was built with {', '.join(strange)}, which this version of the wizard does not know",
            "check it with the wizard that built it", where, "manifest",
        )  # fmt: skip
    options = [known[key] for key in keys]
    fails = tuple(dict.fromkeys(module for option in options for module in _broken(option, version)))
    removed = tuple(dict.fromkeys(module for option in options for module in option.removes))
    works = [
        module
        for question in catalogue.questions
        for choice in question.choices
        if fits({question.key: (choice.value,)}, values, values)
        for module in choice.keeps
    ]
    return _promises(removed, fails, tuple(m for m in dict.fromkeys(works) if m not in fails), values)


def _answers(data: object) -> dict[str, Value] | None:
    if not isinstance(data, Mapping):
        return None
    return {str(key): tuple(map(str, v)) if isinstance(v, list) else str(v) for key, v in data.items()}


def _is_version(text: str) -> bool:
    return all(part.isdecimal() and part.isascii() for part in text.split("."))


def _broken(option: Option, version: str) -> list[str]:
    return [m for breaks in option.breaks if applies(version, breaks.since, breaks.until) for m in breaks.modules]


def _promises(
    removed: tuple[str, ...], broken: tuple[str, ...], works: tuple[str, ...], values: Mapping[str, Value]
) -> Promises:
    withheld = {"payload": ("files", "writing"), "read": ("writing",)}.get(str(values.get("files")), ())
    if values.get("environment") == "no":
        withheld += ("environment",)
    fails = tuple(module for module in broken if module not in removed)
    started = {"preinitialised": ("interpreter",), "snapshot": ("interpreter", "snapshot")}.get(
        str(values.get("startup")), ()
    )
    return Promises(removed, fails, works, withheld, values.get("network") == "server", started)
