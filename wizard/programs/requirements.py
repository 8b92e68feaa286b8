"""Requirements as pure wheels for GraalPy's Python: resolved by pip, locked, kept in the cache by their hash."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from wizard.ground import places
from wizard.ground.atomic import replacing
from wizard.ground.digest import sha256_of_file
from wizard.ground.problems import wrong_environment, wrong_input
from wizard.programs import lock as locks
from wizard.programs import pip_failure
from wizard.programs.lock import Lock, Locked
from wizard.programs.model import Wheel

_RUNNER = Path(__file__).with_name("pip_for_graalpy.py")


def resolve(
    requirements: Sequence[str], *, python: str = "3.12", lock: Path | None = None, file: Path | None = None,
    indexes: Sequence[str] = (),
) -> tuple[Wheel, ...]:  # fmt: skip
    """The wheels for `requirements` and a requirements `file`, sorted by name. `lock`: beside a profile, or the cache.

    Without the network where the lock answers and its wheels are in the cache. Exit 2: a requirement that does not
    exist, has no pure wheel, or whose hash is not the locked one. Exit 3: no network.
    """
    wanted = check(requirements)
    if not wanted and file is None:
        return ()
    key = locks.fingerprint(wanted, file, indexes, python)
    path = lock or locks.place(key)
    old = locks.read(path)
    if old is not None and old.fingerprint == key and old.python == python:
        return _fetched(old.wheels, indexes, python)
    new = Lock(python, key, _resolved(wanted, file, indexes, python))
    wheels = _fetched(new.wheels, indexes, python)
    locks.write(path, new)
    return wheels


def known(
    requirements: Sequence[str], *, python: str = "3.12", lock: Path | None = None, file: Path | None = None,
    indexes: Sequence[str] = (),
) -> tuple[Wheel, ...] | None:  # fmt: skip
    """As `resolve`, where that needs neither the network nor to write; else None."""
    wanted = check(requirements)
    if not wanted and file is None:
        return ()
    key = locks.fingerprint(wanted, file, indexes, python)
    found = locks.read(lock or locks.place(key))
    if found is None or found.fingerprint != key or found.python != python:
        return None
    sound = all(_sound(_cached(wheel), wheel) for wheel in found.wheels)
    return _fetched(found.wheels, indexes, python) if sound else None


def check(requirements: Iterable[str], file: Path | None = None) -> tuple[str, ...]:
    """Exit 2 for what is no requirement, or names a source to be built: that would run its code here.

    Exit 2 as well where a requirements `file`, or one that it names, cannot be read.
    """
    if file:
        locks.fingerprint((), file, (), "")
    from packaging.requirements import InvalidRequirement, Requirement

    result = []
    for text in requirements:
        try:
            requirement = Requirement(text)
        except InvalidRequirement as error:
            if text.startswith(("https://", "http://", "file://")):
                todo = "write NAME @ ADDRESS"
                raise wrong_input(f"{text} says not which distribution it is", todo, code="requirement") from error
            what = str(error).splitlines()[0]
            raise wrong_input(f"{text} is no requirement: {what}", "write NAME==VERSION", code="requirement") from error
        if requirement.url and not requirement.url.partition("#")[0].endswith(".whl"):
            raise wrong_input(f"{text} names no wheel", "name a .whl file or a version", code="requirement")
        result.append(text.strip())
    return tuple(dict.fromkeys(result))


def _resolved(wanted: Sequence[str], file: Path | None, indexes: Sequence[str], python: str) -> tuple[Locked, ...]:
    with tempfile.TemporaryDirectory(prefix="graalpy-wizard-") as temporary:
        report = Path(temporary) / "report.json"
        arguments = ["install", "--dry-run", "--ignore-installed", "--no-compile", "--target", f"{temporary}/none",
                     "--report", str(report), *_target(python), *_indexes(indexes)]  # fmt: skip
        arguments += ["-r", str(file)] if file else []
        _pip(python, [*arguments, "--", *wanted], Path(temporary))
        found: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    return tuple(sorted((_locked(item) for item in found["install"]), key=lambda w: w.name))


def _locked(item: dict[str, Any]) -> Locked:
    from urllib.parse import unquote, urlsplit

    from packaging.utils import canonicalize_name

    metadata, info = item["metadata"], item["download_info"]
    file = unquote(urlsplit(info["url"]).path).rpartition("/")[2]
    digest = info.get("archive_info", {}).get("hashes", {}).get("sha256", "")
    name = canonicalize_name(metadata["name"])
    if not file.endswith(".whl") or not digest:
        raise wrong_input(f"{name} comes as no wheel with a SHA-256", "name a version with a wheel", code="no-wheel")
    if not file.endswith("-none-any.whl"):
        raise wrong_input(f"{name} has compiled wheels only", pip_failure.PURE, code="compiled-only")
    return Locked(name, metadata["version"], file, digest, info["url"] if item.get("is_direct") else "")


def _fetched(wheels: Sequence[Locked], indexes: Sequence[str], python: str) -> tuple[Wheel, ...]:
    missing = [w for w in wheels if not _sound(_cached(w), w)]
    if missing:
        _download(missing, indexes, python)
    return tuple(Wheel(w.name, w.version, _cached(w), w.sha256) for w in wheels)


def _cached(wheel: Locked) -> Path:
    return places.cache() / "wheels" / wheel.sha256 / wheel.file


def _sound(path: Path, wheel: Locked) -> bool:
    try:
        return sha256_of_file(path) == wheel.sha256
    except OSError:
        return False


def _download(missing: Sequence[Locked], indexes: Sequence[str], python: str) -> None:
    with tempfile.TemporaryDirectory(prefix="graalpy-wizard-") as temporary:
        folder = Path(temporary)
        names = folder / "locked.txt"
        names.write_text("".join(f"{_exactly(w)} --hash=sha256:{w.sha256}\n" for w in missing))
        arguments = ["download", "--no-deps", "--require-hashes", "--dest", str(folder / "wheels"),
                     *_target(python), *_indexes(indexes), "-r", str(names)]  # fmt: skip
        _pip(python, arguments, folder)
        for wheel in missing:
            source = folder / "wheels" / wheel.file
            if not _sound(source, wheel):
                raise wrong_input(f"the wheel of {wheel.name} {wheel.version} is not the one that was locked",
                                  "find out why its index changed it", code="hash-mismatch")  # fmt: skip
            target = _cached(wheel)
            places.ready(target.parent)
            with replacing(target) as new:
                new.write_bytes(source.read_bytes())


def _exactly(wheel: Locked) -> str:
    return f"{wheel.name} @ {wheel.url}" if wheel.url else f"{wheel.name}=={wheel.version}"


def _target(python: str) -> list[str]:
    return ["--only-binary", ":all:", "--python-version", python, "--implementation", "py", "--abi", "none",
            "--platform", "any"]  # fmt: skip


def _indexes(indexes: Sequence[str]) -> list[str]:
    return [argument for index in indexes for argument in ("--extra-index-url", index)]


def _pip(python: str, arguments: Sequence[str], folder: Path) -> None:
    log = folder / "pip.log"
    command = [sys.executable, "-P", str(_RUNNER), python, arguments[0], "--log", str(log), "--no-input",
               "--disable-pip-version-check", "--no-color", "--progress-bar", "off", *arguments[1:]]  # fmt: skip
    environment = {"PIP_RETRIES": "2", "PIP_TIMEOUT": "20", **os.environ, "PYTHONUTF8": "1"}
    # What is set for installing here would install here.
    for name in ("PIP_USER", "PIP_PREFIX", "PIP_ROOT", "PIP_TARGET", "PIP_REQUIRE_VIRTUALENV"):
        environment.pop(name, None)
    done = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    console = done.stderr.decode(errors="replace")
    if "No module named 'pip'" in console:
        raise wrong_environment("pip is missing in the Python that runs graalpy-wizard", "install pip", code="pip")
    if done.returncode:
        raise pip_failure.explain(log.read_text(errors="replace") if log.is_file() else "", console)
