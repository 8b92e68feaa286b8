"""What is in an executable that somebody else wrote: the engine's jars and Java, the requirements; and its terms."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from email.message import Message
from email.parser import HeaderParser
from email.policy import compat32
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from wizard import __version__
from wizard.catalogue.licences import Licence, load_licences
from wizard.catalogue.load import load
from wizard.catalogue.model import Catalogue, Jar
from wizard.ground import places
from wizard.ground.problems import Where, wrong_input
from wizard.packing import layout
from wizard.packing.pack import unpacked
from wizard.programs import trailer
from wizard.reports.attribution import engine_key

TEXTS = Path(__file__).with_name("licences")
_INFO = re.compile(r"home/lib/python[\d.]+/site-packages/([^/]+)\.dist-info/(.+)")
_TERMS = re.compile(r"(?:.*/)?(?:licen[cs]e|copying|notice|authors)[^/]*", re.IGNORECASE)
_LARGEST = 4 << 20  # bytes of a text that is read
_UNKNOWN = "not said"
_NATIVE, _MODULES = "native/", "modules/"


@dataclass(frozen=True, slots=True)
class Component:
    """`licence`: SPDX where it is known, else as its maker says; `texts`: heading and what has to be enclosed."""

    name: str
    version: str  # "" where it is not known
    licence: str
    why: str
    texts: tuple[tuple[str, str], ...]
    purl: str = ""
    sha256: str = ""
    of_jars: bool = False  # it stands for some of the jars


@dataclass(frozen=True, slots=True)
class Inventory:
    """`jars`: what the engine was made of, each under the terms of one of the components."""

    name: str
    components: tuple[Component, ...]
    jars: tuple[Component, ...]


def inventory(executable: Path) -> Inventory:
    """Exit 2 where it is none of this wizard's, or damaged."""
    with unpacked(executable) as plain:
        made = _inventory(executable.name, plain)
    return replace(made, components=(*made.components, *_loader(executable)))


def _loader(executable: Path) -> Iterator[Component]:
    """What is linked into the loader of a packed executable."""
    found = layout.read(executable)
    libraries = {"zlib": ("Zlib", "Checksums, and inflates.")} if found else {}
    if found and found.method is layout.Method.ZSTD:
        libraries["Zstandard"] = "BSD-3-Clause", "Unpacks the program at each start."
    for name, (licence, why) in libraries.items():
        yield Component(name, "", licence, why, ((name, (TEXTS / f"{name}.txt").read_text(encoding="utf-8")),))


def _inventory(name: str, plain: Path) -> Inventory:
    manifest = _manifest(plain)
    facts = _facts(engine_key(plain))
    catalogue = load()
    jars = _jars(catalogue, manifest)
    licences, modules = load_licences(), _native_modules(plain)
    parts = [_part(licence, manifest, facts, jars) for licence in licences if _applies(licence, jars, modules)]
    return Inventory(name, (*parts, *_requirements(plain, manifest)), tuple(_jar(jar, licences) for jar in jars))


def _manifest(plain: Path) -> Mapping[str, Any]:
    try:
        data = json.loads(trailer.manifest(plain))
    except (ValueError, RecursionError):
        data = None
    if not isinstance(data, dict):
        raise wrong_input("its manifest cannot be read", "build it again", Where(plain), "payload-damaged")
    return data


def _facts(key: str) -> Mapping[str, Any]:
    """Of the engine, if the cache still has it."""
    try:
        data = json.loads((places.cache() / "engines" / key / "engine.json").read_bytes()) if key else {}
    except (OSError, ValueError, RecursionError):
        data = {}
    toolchain = data.get("toolchain") if isinstance(data, dict) else None
    return toolchain if isinstance(toolchain, dict) else {}


def _jars(catalogue: Catalogue, manifest: Mapping[str, Any]) -> tuple[Jar, ...]:
    """Those of its GraalPy that its options left on the class path."""
    try:
        version = catalogue.version(str(manifest.get("graalpy")))
    except KeyError:
        return ()
    options = {option.key: option for option in catalogue.options}
    keys = manifest.get("options")
    chosen = [key for key in (keys if isinstance(keys, list) else ()) if isinstance(key, str) and key in options]
    dropped = {jar for key in chosen for jar in options[key].drop_jars}
    return tuple(jar for jar in version.jars if jar.artifact not in dropped)


def _native_modules(plain: Path) -> tuple[str, ...]:
    """Names of the files of GraalPy's own; those of requirements come with the texts of these."""
    names = (entry.filename for entry in trailer.entries(plain))
    return tuple(name.removeprefix(_NATIVE).removeprefix(_MODULES) for name in names if name.startswith(_NATIVE))


def _applies(licence: Licence, jars: tuple[Jar, ...], modules: tuple[str, ...]) -> bool:
    if licence.modules:
        return any(module.startswith(licence.modules) for module in modules)
    return not licence.jars or not jars or any(licence.covers(jar.artifact) for jar in jars)


def _part(
    licence: Licence, manifest: Mapping[str, Any], facts: Mapping[str, Any], jars: tuple[Jar, ...]
) -> Component:  # fmt: skip
    versions = {
        "GraalPy": manifest.get("graalpy"), "GraalVM native-image runtime": facts.get("version"),
        "OpenJDK": facts.get("java"), "graalpy-wizard's launcher": __version__,
    }  # fmt: skip
    texts = tuple((text, (TEXTS / f"{text}.txt").read_text(encoding="utf-8")) for text in licence.text)
    of_jars = bool(licence.jars) and not licence.separate
    version = str(versions.get(licence.name) or "")
    # Copies under GraalVM's name have its version, not their own.
    own = {jar.version for jar in jars if licence.covers(jar.artifact) and not jar.group.startswith("org.graalvm")}
    version = version or (own.pop() if len(own) == 1 else "")
    return Component(licence.name, version, licence.spdx, licence.why, texts, of_jars=of_jars)


def _jar(jar: Jar, licences: tuple[Licence, ...]) -> Component:
    terms = next((licence.spdx for licence in licences if licence.covers(jar.artifact)), _UNKNOWN)
    purl = f"pkg:maven/{jar.group}/{jar.artifact}@{jar.version}"
    return Component(jar.artifact, jar.version, terms, jar.role, (), purl, jar.sha256)


def _requirements(plain: Path, manifest: Mapping[str, Any]) -> Iterator[Component]:
    """By their dist-info, which travels in the payload. Of what a foreign manifest says only texts are believed."""
    listed = manifest.get("requirements")
    wheels = {
        _normal(str(w.get("name"))): str(w.get("sha256", ""))
        for w in (listed if isinstance(listed, list) else ()) if isinstance(w, dict)
    }  # fmt: skip
    with ZipFile(plain) as archive:
        files: dict[str, dict[str, str]] = {}
        for entry in archive.infolist():
            found = _INFO.fullmatch(entry.filename)
            if found and (found[2] == "METADATA" or _TERMS.fullmatch(found[2])) and entry.file_size <= _LARGEST:
                files.setdefault(found[1], {})[found[2]] = archive.read(entry).decode("utf-8", "replace")
    for folder, texts in sorted(files.items()):
        metadata = HeaderParser(policy=compat32).parsestr(texts.pop("METADATA", ""))
        name, version = metadata.get("Name") or folder.rpartition("-")[0], metadata.get("Version") or ""
        digest = wheels.get(_normal(name), "")
        yield Component(
            name, version, _terms(metadata), "A requirement of the program.",
            tuple((f"{name}: {file}", text) for file, text in sorted(texts.items())),
            f"pkg:pypi/{_normal(name)}@{version}", digest if re.fullmatch("[0-9a-f]{64}", digest) else "",
        )  # fmt: skip


def _terms(metadata: Message) -> str:
    """`License-Expression`, else a short `License`, else the classifiers."""
    said = metadata.get("License-Expression") or metadata.get("License") or ""
    if said and "\n" not in said and len(said) <= 100 and said != "UNKNOWN":
        return said
    classifiers = [c for c in metadata.get_all("Classifier") or [] if c.startswith("License ::")]
    return ", ".join(c.rpartition(" :: ")[2] for c in classifiers) or _UNKNOWN


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
