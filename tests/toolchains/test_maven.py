"""The user's Maven settings are honoured, and an override wins."""

from __future__ import annotations

from pathlib import Path

import pytest

from wizard.ground.exits import ExitCode
from wizard.ground.problems import WizardError
from wizard.toolchains import maven


def settings(home: Path, inside: str) -> dict[str, str]:
    """An environment whose HOME has this settings.xml."""
    (home / ".m2").mkdir(exist_ok=True)
    text = f'<?xml version="1.0"?><settings xmlns="http://maven.apache.org/SETTINGS/1.0.0">{inside}</settings>'
    (home / ".m2/settings.xml").write_text(text)
    return {"HOME": str(home)}


def mirror(of: str, url: str = "https://mirror.example/maven/", more: str = "", name: str = "m") -> str:
    return f"<mirror><id>{name}</id><mirrorOf>{of}</mirrorOf><url>{url}</url>{more}</mirror>"


@pytest.mark.parametrize("of", ["*", "central", "external:*", "*,!internal", "other, central"])
def test_mirror(home: Path, of: str) -> None:
    found = maven.repository(settings(home, f"<mirrors>{mirror(of)}</mirrors>"))
    assert found.url == "https://mirror.example/maven"


@pytest.mark.parametrize("of", ["internal", "*,!central", "external:http:*", ""])
def test_mirror_of_something_else(home: Path, of: str) -> None:
    assert maven.repository(settings(home, f"<mirrors>{mirror(of)}</mirrors>")).url == maven.CENTRAL


def test_one_that_names_central_goes_before_a_pattern(home: Path) -> None:
    both = mirror("*", "https://all.example") + mirror("central", "https://central.example")
    assert maven.repository(settings(home, f"<mirrors>{both}</mirrors>")).url == "https://central.example"


def test_blocked_mirror(home: Path) -> None:
    blocked = mirror("*", more="<blocked>true</blocked>")
    assert maven.repository(settings(home, f"<mirrors>{blocked}</mirrors>")).url == maven.CENTRAL


def test_override_order(home: Path) -> None:
    environ = settings(home, f"<mirrors>{mirror('*')}</mirrors>") | {"MAVEN_REPO_URL": "https://b.example"}
    assert maven.repository(environ).url == "https://b.example"
    assert maven.repository(environ, "https://c.example").url == "https://c.example"
    environ["GRAALPY_WIZARD_MAVEN"] = "https://d.example/"
    assert maven.repository(environ, "https://c.example").url == "https://d.example"


def test_credentials_and_environment_in_settings(home: Path) -> None:
    inside = f"<mirrors>{mirror('*')}</mirrors><servers><server><id>m</id><username>u</username>"
    inside += "<password>${env.SECRET}</password></server></servers>"
    found = maven.repository(settings(home, inside) | {"SECRET": "s3cret"})
    assert (found.user, found.password) == ("u", "s3cret")
    assert "s3cret" not in repr(found)


def test_proxy(home: Path) -> None:
    inside = "<proxies><proxy><active>true</active><host>proxy.example</host><port>3128</port><username>u</username>"
    inside += "<password>p@ss</password><nonProxyHosts>*.inside.example|localhost</nonProxyHosts></proxy></proxies>"
    environ = settings(home, inside)
    assert maven.repository(environ).proxies["https"] == "http://u:p%40ss@proxy.example:3128"
    assert maven.repository(environ, "https://maven.inside.example").proxies == {}


@pytest.mark.parametrize(
    "text",
    ["<settings><mirrors>", '<!DOCTYPE x [<!ENTITY a "b">]><settings>&a;</settings>', "x" * (maven.LARGEST + 1)],
)
def test_settings_that_cannot_be_read(home: Path, text: str) -> None:
    environ = settings(home, "")
    (home / ".m2/settings.xml").write_text(text)
    with pytest.raises(WizardError, match=r"settings\.xml") as caught:
        maven.repository(environ)
    assert caught.value.code == ExitCode.INPUT


def test_a_mirror_that_is_no_url(home: Path) -> None:
    with pytest.raises(WizardError, match="GRAALPY_WIZARD_MAVEN") as caught:
        maven.repository({"GRAALPY_WIZARD_MAVEN": "mirror.example"})
    assert caught.value.code == ExitCode.INPUT


def test_no_home() -> None:
    assert maven.repository({}).url == maven.CENTRAL
