"""Which GraalPy is built with: typed > environment > profile or preset > the catalogue's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from wizard.catalogue.model import Catalogue, GraalPyVersion
from wizard.ground.problems import Where, wrong_input
from wizard.profiles import shape
from wizard.profiles.model import Profile
from wizard.profiles.precedence import PREFIX


def chosen_version(
    catalogue: Catalogue, typed: str, environ: Mapping[str, str], profile: Profile | None, whole: Profile
) -> GraalPyVersion:
    """`whole` is the profile over its preset; exit 2 for a version that cannot be built."""
    variable = f"{PREFIX}GRAALPY"
    said = [
        (typed, Where("--graalpy")),
        (environ.get(variable, ""), Where(variable)),
        (
            whole.graalpy,
            Where((profile.path if profile and profile.graalpy else None) or "preset", "toolchain.graalpy"),
        ),
        (catalogue.default_version, Where("catalogue")),
    ]
    text, where = next(pair for pair in said if pair[0])
    return version_of(text, where, catalogue.versions)


def version_of(text: str, where: Where, versions: Sequence[GraalPyVersion]) -> GraalPyVersion:
    """The release of this name, or the newest one of a line such as "25.0"; exit 2 if it cannot be built."""
    fitting = [v for v in versions if v.version == text] or [
        v for v in versions if f"{v.version}.".startswith(f"{text}.")
    ]
    able = [v for v in fitting if v.jars]
    if able:
        return max(able, key=lambda v: [int(part) for part in v.version.split(".") if part.isdigit()])
    known = [v.version for v in versions if v.jars]
    what = f"GraalPy {text} is known but cannot be built by this graalpy-wizard" if fitting else f"no GraalPy {text}"
    raise wrong_input(what, shape.nearest(text, known), where, "graalpy-version")
