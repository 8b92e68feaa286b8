"""Bad input: its exit code, one clear line, nothing lost. Damaged executables are in tests/graalpy."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.programs.conftest import MakeWheel
from wizard.cli.main import run
from wizard.ground.exits import ExitCode
from wizard.ground.problems import Problem


@dataclass(frozen=True)
class Ended:
    """How a verb ended."""

    code: int
    out: str
    err: str

    def one_line(self, *words: str) -> None:
        """Exactly one error line, with all of `words`, no trace and no control characters."""
        lines = [line for line in self.err.splitlines() if line.startswith("error: ")]
        assert len(lines) == 1, self.err
        assert "Traceback" not in self.err
        assert all(c.isprintable() for c in lines[0])
        for word in words:
            assert word in lines[0], lines[0]


Run = Callable[..., Ended]


@pytest.fixture
def wizard(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a verb in this process."""

    def go(*arguments: str | Path) -> Ended:
        code = run([str(a) for a in arguments])
        captured = capsys.readouterr()
        return Ended(code, captured.out, captured.err)

    return go


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with hello.py, which is the current one."""
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "hello.py").write_text('print("hi")\n')
    monkeypatch.chdir(folder)
    return folder


def profile(folder: Path, text: str) -> Path:
    path = folder / "graalpy-wizard.toml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


GOOD = 'schema = 1\npreset = "smallest"\n[program]\nentry = "hello.py"\n'


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (GOOD + "[answers]\nnetwrok = 'none'\n", ["graalpy-wizard.toml:6", "netwrok", "network"]),
        (GOOD + "[answers]\nnetwork = 'nonne'\n", ["graalpy-wizard.toml:6", "nonne", "none"]),
        (GOOD + "[answers]\nnetwork = 3\n", ["graalpy-wizard.toml:6", "network"]),
        (GOOD + "[answers\n", ["graalpy-wizard.toml"]),
        (GOOD.replace("schema = 1", "schema = 99"), ["graalpy-wizard.toml:1", "99"]),
        (GOOD + "[output]\nname = '../evil'\n", ["graalpy-wizard.toml:6", "name"]),
    ],
)
def test_profile(wizard: Run, project: Path, text: str, words: list[str]) -> None:
    path = profile(project, text)
    before = path.read_bytes()
    for verb in (["profile", "validate"], ["build", "--dry-run"]):
        ended = wizard(*verb)
        assert ended.code == ExitCode.INPUT
        ended.one_line(*words)
    assert path.read_bytes() == before


def test_profile_not_utf8(wizard: Run, project: Path) -> None:
    (project / "graalpy-wizard.toml").write_bytes(GOOD.encode() + b"# \xff\n")
    ended = wizard("profile", "validate")
    assert ended.code == ExitCode.INPUT
    ended.one_line("UTF-8")


def test_missing_program(wizard: Run, project: Path) -> None:
    ended = wizard("build", "helo.py", "--dry-run")
    assert ended.code == ExitCode.INPUT
    ended.one_line("helo.py", "hello.py")


def test_folder_without_main(wizard: Run, project: Path) -> None:
    (project / "package").mkdir()
    ended = wizard("build", "package", "--dry-run")
    assert ended.code == ExitCode.INPUT
    ended.one_line("__main__.py")


def test_the_output_never_takes_the_place_of_the_program(wizard: Run, project: Path) -> None:
    (project / "tool").mkdir()
    (project / "tool" / "__main__.py").write_text("print(1)\n")
    ended = wizard("build", "tool", "--preset", "smallest", "--dry-run", "--json")
    assert json.loads(ended.out)["result"]["output"] == str(project / "tool.bin")


def test_program_outside_the_project_needs_consent(wizard: Run, project: Path) -> None:
    (project.parent / "other.py").write_text("print(1)\n")
    profile(project, GOOD.replace("hello.py", "../other.py"))
    ended = wizard("build", "--dry-run")
    assert ended.code == ExitCode.CONSENT
    ended.one_line("program.entry")


def test_syntax_error(wizard: Run, project: Path) -> None:
    (project / "hello.py").write_text("def f(:\n    pass\n")
    ended = wizard("build", "hello.py", "--dry-run")
    assert ended.code == ExitCode.INPUT
    ended.one_line("hello.py:1")


def test_import_that_an_answer_breaks(wizard: Run, project: Path) -> None:
    (project / "hello.py").write_text("import json\nimport ssl\n")
    ended = wizard("build", "hello.py", "--preset", "smallest", "--dry-run")
    assert ended.code == ExitCode.INPUT
    ended.one_line("hello.py:2", "ssl", "crypto")
    assert wizard("build", "hello.py", "--preset", "smallest", "--dry-run", "--allow-broken", "ssl").code == 0


def test_target_is_a_folder(wizard: Run, project: Path) -> None:
    (project / "out").mkdir()
    ended = wizard("build", "hello.py", "-o", "out")
    assert ended.code in (ExitCode.INPUT, ExitCode.ENVIRONMENT)
    ended.one_line("out")


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
def test_target_is_read_only_for_a_user(wizard: Run, project: Path) -> None:
    (project / "out").mkdir(mode=0o500)
    ended = wizard("build", "hello.py", "-o", "out/hello")
    assert ended.code == ExitCode.ENVIRONMENT
    ended.one_line("out/hello")


@pytest.mark.parametrize(
    "name", ["a b", "quo'te\"", "new\nline", "gr\u00fcn", "[bold]x[bold]", "\x1b[31mred", "$(touch x)"]
)
def test_odd_names(wizard: Run, tmp_path: Path, name: str) -> None:
    folder = tmp_path / name
    folder.mkdir()
    (folder / "hello.py").write_text('print("hi")\n')
    ended = wizard("build", folder / "hello.py", "-o", folder / "out", "--dry-run")
    assert ended.code == 0, ended.err
    assert "\x1b" not in ended.out + ended.err
    broken = wizard("build", folder / "nothing.py", "--dry-run")
    assert broken.code == ExitCode.INPUT
    broken.one_line("nothing.py")


@pytest.mark.parametrize(
    "arguments",
    [
        ["biuld"], ["build", "--presett", "x"], ["build", "hello.py", "--preset", "smalest"],
        ["build", "hello.py", "--set", "network"], ["build", "hello.py", "--set", "netwrok=none"],
        ["build", "hello.py", "--graalpy", "99.1"], ["check", "hello.py"], ["check", "nothing"], ["log", "nothing.log"],
        ["presets", "show", "nothing"], ["profile", "show", "nothing.toml"], ["explain", "--set", "jit=maybe"],
    ],
)  # fmt: skip
def test_usage(wizard: Run, project: Path, arguments: list[str]) -> None:
    ended = wizard(*arguments)
    assert ended.code in (ExitCode.INPUT, ExitCode.ENVIRONMENT)
    ended.one_line()


def test_home_unset_read_only_or_a_file(project: Path, tmp_path: Path) -> None:
    """What needs no home works without one; a build says in one line what it cannot write."""
    (tmp_path / "file").write_text("")
    for home in ("", str(tmp_path / "file")):
        environment = {"PATH": os.environ["PATH"], "HOME": home} if home else {"PATH": os.environ["PATH"]}
        for arguments in (["--version"], ["presets", "list"], ["explain", "--preset", "smallest"]):
            done = subprocess.run(
                [sys.executable, "-m", "wizard", *arguments],
                env=environment,
                capture_output=True,
                text=True,
                check=False,
            )
            assert done.returncode == 0, done.stderr
    done = subprocess.run(
        [sys.executable, "-m", "wizard", "build", "hello.py"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == ExitCode.ENVIRONMENT
    assert "Traceback" not in done.stderr
    assert done.stderr.count("error: ") == 1


def test_an_import_that_leads_nowhere(wizard: Run, project: Path) -> None:
    (project / "hello.py").write_text("import os\nimport numpy\n")
    ended = wizard("build", "hello.py", "--preset", "smallest", "--dry-run")
    assert ended.code == ExitCode.INPUT
    ended.one_line("hello.py:2", "import numpy", "--requirement", "--allow-broken numpy")
    assert wizard("scan", "hello.py").code == ExitCode.INPUT
    allowed = wizard("build", "hello.py", "--preset", "smallest", "--dry-run", "--allow-broken", "numpy")
    assert allowed.code == 0
    assert "warning: " in allowed.err
    assert wizard("build", "hello.py", "--preset", "smallest", "--dry-run", "--requirement", "numpy").code == 0


def test_a_function_that_is_not_there(wizard: Run, project: Path) -> None:
    (project / "pkg.py").write_text("def main(): pass\n")
    ended = wizard("build", "pkg:nomain", "--dry-run")
    assert ended.code == ExitCode.INPUT
    ended.one_line("pkg.py", "nomain", "did you mean pkg:main?")


def test_an_allowance_for_nothing_is_told(wizard: Run, project: Path) -> None:
    (project / "hello.py").write_text("import socket\n")
    ended = wizard("build", "hello.py", "--preset", "smallest", "--dry-run", "--allow-broken", "sockte")
    assert "error: " in ended.err
    ended = wizard("build", "hello.py", "--preset", "full", "--dry-run", "--allow-broken", "sockte")
    assert ended.code == 0
    told = "--allow-broken sockte allows nothing: no import that counts has this name; did you mean socket?"
    assert told in ended.err


def test_a_dry_run_is_data(wizard: Run, project: Path) -> None:
    loud, quiet = (wizard("build", "hello.py", "--dry-run", *more) for more in ([], ["--quiet"]))
    assert quiet.out == loud.out != ""
    assert quiet.err == ""


def test_two_programs_are_one_too_many(wizard: Run, project: Path) -> None:
    ended = wizard("build", "hello.py", "--from", "black==25.1", "--dry-run")
    assert ended.code == ExitCode.INPUT
    ended.one_line("--from black==25.1", "hello.py", "--script NAME")


@pytest.mark.parametrize("program", ["hello.py", "package", "hello"])
def test_a_script_of_what_has_none(wizard: Run, project: Path, program: str) -> None:
    (project / "package").mkdir()
    (project / "package" / "__main__.py").write_text("print(1)\n")
    ended = wizard("build", program, "--script", "other", "--dry-run")
    assert ended.code == ExitCode.INPUT
    ended.one_line("--script other", program, "--from NAME==VERSION")


@pytest.mark.parametrize("program", ["hello.py", "app.jar"])
def test_a_dry_run_judges_the_target(wizard: Run, project: Path, program: str) -> None:
    (project / "app.jar").write_bytes(b"PK")
    (project / "folder").mkdir()
    (project / "notes.txt").write_text("mine")
    for target, word in (
        ("folder", "is a folder"),
        ("notes.txt", "is no executable"),
        ("/proc/x", "cannot be written"),
    ):
        ended = wizard("build", program, "--dry-run", "-o", target)
        assert ended.code == ExitCode.ENVIRONMENT
        ended.one_line(word)
    assert (project / "notes.txt").read_text() == "mine"


@pytest.mark.parametrize(
    "requirement", ["rich >> 3", "-r x.txt", "git+https://example.org/x", "x @ https://a/x.tar.gz"]
)
def test_a_dry_run_parses_requirements(wizard: Run, project: Path, requirement: str) -> None:
    ended = wizard("build", "hello.py", "--dry-run", f"--requirement={requirement}")
    assert ended.code == ExitCode.INPUT
    ended.one_line(requirement)


def test_more_threads_than_processors_are_told(wizard: Run, project: Path) -> None:
    ended = wizard("build", "hello.py", "--dry-run", "--parallelism", "9999")
    assert ended.code == 0
    assert "warning: `--parallelism 9999` is more than the" in ended.err
    for wrong in ("0", "-1"):
        assert wizard("build", "hello.py", "--dry-run", "--parallelism", wrong).code == ExitCode.INPUT


def test_a_mistyped_variable_is_told(wizard: Run, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRAALPY_WIZARD_NETWROK", "none")
    for verb in (["build", "hello.py", "--dry-run"], ["explain"], ["scan", "hello.py"]):
        ended = wizard(*verb)
        assert ended.code == 0
        told = "nothing reads the variable GRAALPY_WIZARD_NETWROK; did you mean `GRAALPY_WIZARD_NETWORK`?"
        assert f"warning: {told}\n" in ended.err
    (project / "hello.py").write_text("import socket\n")
    failed = wizard("build", "hello.py", "--dry-run", "--set", "network=none")
    assert failed.code == ExitCode.INPUT
    assert "GRAALPY_WIZARD_NETWROK" in failed.err


def test_every_variable_that_is_read_is_known() -> None:
    import re

    from wizard.catalogue.load import load_questions
    from wizard.profiles import precedence

    sources = (Path(precedence.__file__).parents[1]).rglob("*.py")
    named = {name for source in sources for name in re.findall(r'"(GRAALPY_WIZARD_[A-Z_]+[A-Z])"', source.read_text())}
    assert "GRAALPY_WIZARD_TOOLCHAIN" in named
    assert precedence.strays(dict.fromkeys(named, "x"), load_questions()) == ()


def test_data_that_is_nowhere_blames_who_named_it(wizard: Run, project: Path) -> None:
    profile(project, GOOD)
    ended = wizard("build", "--dry-run", "--data", "nope/**")
    assert ended.code == ExitCode.INPUT
    ended.one_line("--data nope/**: nope/** matches no file")
    assert "graalpy-wizard.toml" not in ended.err
    profile(project, GOOD + 'data = ["nope/**"]\n')
    wizard("build", "--dry-run").one_line("graalpy-wizard.toml", "nope/** matches no file")


def test_data_outside_the_project_is_taken_once_consented_to(wizard: Run, project: Path) -> None:
    (project.parent / "shared").mkdir()
    (project.parent / "shared" / "a.txt").write_text("a")
    profile(project, GOOD + 'data = ["../shared/**"]\n')
    ended = wizard("build", "--dry-run")
    assert ended.code == ExitCode.CONSENT
    ended.one_line("../shared/**", "outside")
    assert wizard("build", "--dry-run", "--trust").code == 0
    profile(project, GOOD)
    assert wizard("build", "--dry-run", "--data", "../shared/a.txt").code == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--memory", "1 kB"], ["--memory 1 kB", "500 MB"]),
        (["--option", "Main"], ["--option", "`Main` is no option of native-image"]),
        (["--option="], ["--option", "it is empty"]),
    ],
)
def test_flags_that_no_build_can_use(wizard: Run, project: Path, arguments: list[str], words: list[str]) -> None:
    (project / "app.jar").write_bytes(b"PK")
    for program in ("hello.py", "app.jar"):
        ended = wizard("build", program, "--dry-run", *arguments)
        assert ended.code == ExitCode.INPUT
        ended.one_line(*words)


def test_a_device_is_never_replaced(wizard: Run, project: Path) -> None:
    os.mkfifo(project / "pipe")
    for target in ("pipe", "/dev/null"):
        ended = wizard("build", "hello.py", "--dry-run", "-o", target)
        assert ended.code == ExitCode.ENVIRONMENT
        ended.one_line("is a device or a pipe")


def test_a_file_and_a_function(wizard: Run, project: Path) -> None:
    wizard("build", "hello.py:main", "--dry-run").one_line("hello.py:main", "did you mean hello:main?")


def test_a_distribution_that_is_none(wizard: Run, project: Path) -> None:
    ended = wizard("build", "--from", "bl ack", "--dry-run")
    assert ended.code == ExitCode.INPUT
    ended.one_line("--from bl ack is no requirement")
    assert "\\n" not in ended.err


def test_a_requirement_that_cannot_start(wizard: Run, project: Path, make_wheel: MakeWheel) -> None:
    """Its own module imports what the answers take away, whenever the program starts: before any engine is built."""
    make_wheel("net", files={"net/__init__.py": "from . import core\n", "net/core.py": "import os\nimport socket\n"},
               scripts={"net": "net.core:main"})  # fmt: skip
    (project / "hello.py").write_text("import net\n")
    for program in (["hello.py", "--requirement", "net"], ["--from", "net"]):
        ended = wizard("build", *program, "--preset", "smallest", "--quiet")
        assert ended.code == ExitCode.INPUT
        ended.one_line("net-1.0-py3-none-any.whl/net/core.py:2", "import socket fails", "--set network=client")


@pytest.mark.parametrize(
    "flag",
    [["--preset", "full"], ["--set", "jit=on"], ["--requirement", "rich"], ["--data", "x"], ["--allow-broken", "ssl"]],
)
def test_flags_that_a_java_program_has_no_use_for(wizard: Run, project: Path, flag: list[str]) -> None:
    (project / "app.jar").write_bytes(b"PK")
    ended = wizard("build", "app.jar", *flag, "--dry-run")
    assert ended.code == ExitCode.INPUT
    ended.one_line(f"`{flag[0]}` is for Python programs, and app.jar is a Java program")


@pytest.mark.parametrize(("name", "told"), [("socket", 0), ("sockte", 1)])
def test_what_a_requirement_needs_is_allowed_without_a_word(
    wizard: Run, project: Path, make_wheel: MakeWheel, monkeypatch: pytest.MonkeyPatch, name: str, told: int
) -> None:
    """The error about it says what to type; that is not called mistyped afterwards."""
    from wizard.planning import imports

    found: list[tuple[Problem, ...]] = []
    real = imports.unused_allowances

    def spy(allow: Collection[str], all_imports: Iterable[imports.ImportLike]) -> tuple[Problem, ...]:
        found.append(real(allow, all_imports))
        return found[-1]

    monkeypatch.setattr(imports, "unused_allowances", spy)
    make_wheel("net", files={"net.py": "import socket\n"})
    (project / "hello.py").write_text("import net\n")
    monkeypatch.setenv("GRAALPY_WIZARD_TOOLCHAIN", "/nowhere")  # what comes after the imports ends it
    words = ["build", "hello.py", "--preset", "smallest", "--requirement", "net", "--allow-broken", name]
    assert wizard(*words, "--allow-broken", "socket").code == ExitCode.ENVIRONMENT
    assert [len(problems) for problems in found] == [told]


@pytest.mark.parametrize(
    "words",
    [["build"], ["build", "hello.py", "--preset", "smallest", "-o"], ["profile", "validate"], ["explain"], ["check"],
     ["toolchain", "use"], ["scan"], ["log"], ["presets", "import"]],
    ids=" ".join,
)  # fmt: skip
def test_names_that_no_file_can_have(wizard: Run, project: Path, words: list[str]) -> None:
    ended = wizard(*words, "a" * 5000)
    assert ended.code in (ExitCode.INPUT, ExitCode.ENVIRONMENT)
    ended.one_line()
    assert "bug" not in ended.err


def test_a_requirements_file_lies_beside_the_program(wizard: Run, project: Path) -> None:
    """It is named, as nothing is taken that nobody asked for; then it is taken."""
    (project / "hello.py").write_text("import numpy\n")
    (project / "requirements.txt").write_text("numpy\n")
    wizard("build", "hello.py", "--dry-run").one_line("import numpy", "requirements.txt beside it with -r FILE")
    assert wizard("build", "hello.py", "--dry-run", "-r", "requirements.txt").code == 0
    ended = wizard("build", "hello.py", "--dry-run", "-r", "absent.txt")
    assert ended.code == 2
    ended.one_line("absent.txt", "cannot be read")
    wizard("build", "x.jar", "-r", "requirements.txt").one_line("`--requirements-file` is for Python programs")


def test_a_requirements_file_that_is_not_there(wizard: Run, project: Path) -> None:
    profile(project, GOOD + 'requirements_file = "absent.txt"\n')
    ended = wizard("build", "--dry-run", "--trust")
    assert ended.code == ExitCode.INPUT
    ended.one_line("absent.txt", "cannot be read")


def test_links_that_lead_to_themselves(wizard: Run, project: Path) -> None:
    (project / "loop").mkdir()
    (project / "loop" / "a").symlink_to("b")
    (project / "loop" / "b").symlink_to("a")
    ended = wizard("build", "hello.py", "--data", "loop/**", "--dry-run")
    assert ended.code == ExitCode.INPUT
    ended.one_line("loop/a", "leads to itself")
