"""The user's own settings, config.toml in the configuration folder: what belongs to this machine, not to a profile."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from wizard.ground import atomic, places
from wizard.ground.problems import Where, wrong_environment, wrong_input

KNOWN = {"toolchain": {"path"}, "mirror": {"maven", "jdk"}}  # other sections belong to others


@dataclass(frozen=True, slots=True)
class Settings:
    """Empty: not set."""

    toolchain: str = ""  # [toolchain] path: a home of a GraalVM
    maven: str = ""  # [mirror] maven: URL of a Maven repository
    jdk: str = ""  # [mirror] jdk: URL of a JDK 25 as .tar.gz


def file() -> Path:
    """Where they are."""
    return places.configuration() / "config.toml"


def read() -> Settings:
    """The settings; exit 2 with file, line and key where they cannot be understood."""
    path = file()
    try:
        data = tomllib.loads(path.read_bytes().decode("utf-8"))
    except FileNotFoundError:
        return Settings()
    except NotADirectoryError:
        return Settings()
    except OSError as error:
        raise wrong_environment(f"cannot read {path}: {error.strerror}", "make it readable", code="read") from error
    except UnicodeDecodeError as error:
        raise wrong_input("the file is not UTF-8", "save it as UTF-8", Where(path), "not-utf-8") from error
    except tomllib.TOMLDecodeError as error:
        raise wrong_input(f"this is not TOML: {error}", "", Where(path), "toml") from error
    _refuse_unknown(data, path)
    return Settings(
        _text(data, "toolchain", "path", path), _text(data, "mirror", "maven", path), _text(data, "mirror", "jdk", path)
    )


def use(home: Path) -> None:
    """Write [toolchain] path = `home`; comments and everything else survive."""
    import tomlkit
    from tomlkit.items import Table

    read()
    path = file()
    document = tomlkit.parse(path.read_text(encoding="utf-8")) if path.exists() else tomlkit.document()
    section = document.get("toolchain")
    if not isinstance(section, Table):
        section = tomlkit.table()
        document["toolchain"] = section
    section["path"] = str(home)
    atomic.write_text(path, tomlkit.dumps(document))


def _refuse_unknown(data: Mapping[str, object], path: Path) -> None:
    for section, keys in KNOWN.items():
        values = data.get(section, {})
        if not isinstance(values, dict):
            raise wrong_input("this has to be a section", f"write [{section}]", Where(path, section), "wrong-type")
        for key in values:
            if key not in keys:
                where = Where(path, f"{section}.{key}")
                raise wrong_input("unknown key", f"known are: {', '.join(sorted(keys))}", where, "unknown-key")


def _text(data: Mapping[str, object], section: str, key: str, path: Path) -> str:
    values = data.get(section, {})
    value = values.get(key, "") if isinstance(values, dict) else ""
    if not isinstance(value, str):
        raise wrong_input("this has to be text", "write it in quotes", Where(path, f"{section}.{key}"), "wrong-type")
    return value
