"""`new --plain` through pipes and on a terminal."""

from __future__ import annotations

import io
import json
import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

import jsonschema
import pytest

from tests.history.samples import result as built_result
from wizard.building.events import Listener
from wizard.building.finish import Done
from wizard.building.request import JarRequest, Request
from wizard.catalogue.load import load
from wizard.cli.main import run
from wizard.ground import places
from wizard.ground.exits import ExitCode
from wizard.profiles.read import read
from wizard.rehearsing.model import Rehearsal

ROOT = Path(__file__).parents[2]
HELLO = "import json\nprint('hi')\n"
HOSTILE = "a\x1b]52;c;aGk=\x07\u202e[b]x[b].py"


class Told(NamedTuple):
    """What one call said."""

    code: int
    out: str
    err: str


Call = Callable[..., Told]


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Call:
    """Run with these lines as standard input, in a folder with hello.py."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "hello.py").write_text(HELLO)

    def called(lines: str, *words: str) -> Told:
        monkeypatch.setattr(sys, "stdin", io.StringIO(lines))
        code = run(["new", "--plain", *words])
        told = capfd.readouterr()
        assert "\x1b" not in told.out + told.err
        assert "\u202e" not in told.out + told.err
        return Told(code, told.out, told.err)

    return called


def profile() -> dict[str, object]:
    """The one of this folder: its preset and answers."""
    found = read(Path("graalpy-wizard.toml"), load().questions)
    return {"preset": found.preset, "entry": found.program.entry, **found.answers}


def test_defaults_to_the_end_of_input(call: Call) -> None:
    told = call("")
    assert told.code == 0, told.err
    assert profile() == {"preset": "command-line-tool", "entry": "hello.py"}
    assert "graalpy-wizard.toml is saved" in told.out
    assert "hello.py becomes the executable hello" in told.err


def test_presets_are_offered_by_size_own_ones_first(call: Call) -> None:
    Path("own.toml").write_text('schema = 1\npreset = "full"\n')
    assert run(["presets", "save", "mine", "own.toml"]) == 0
    Path("own.toml").unlink()
    told = call("q\n")
    found = re.findall(r"^  \d ([\w-]+): ", told.err + told.out, re.MULTILINE)
    assert found[:3] == ["mine", "smallest", "sandboxed-minimal"]
    assert found[-1] in ("full", "networked-service")


def test_few_lines_to_a_profile(call: Call) -> None:
    assert call("smallest\n>\nsave\n", "hello.py").code == 0
    assert profile() == {"preset": "smallest", "entry": "hello.py"}


def test_answers_by_number_word_and_title(call: Call) -> None:
    told = call("\n1\nhashes\nno\nread\n\n\n\n\n\n\n1,3\n\n\n\n")
    assert told.code == 0, told.err
    assert profile() == {
        "preset": "command-line-tool", "entry": "hello.py", "network": "none", "compression": "no",
        "files": "read", "native_modules": ("sqlite3", "bz2"),
    }  # fmt: skip
    assert told.err.count("Question ") == 12


def test_help_says_what_a_choice_does(call: Call) -> None:
    told = call("\n?\n\n>\n\n")
    assert "these imports fail: asyncio" in told.err.replace("\n  ", " ")
    assert "MB smaller than the present answers" in told.err.replace("\n  ", " ")


def test_back_and_another_answer(call: Call) -> None:
    told = call("\nnone\n\n<\n<\nserver\n>\n\n")
    assert told.code == 0, told.err
    assert profile()["network"] == "server"
    assert told.err.count("Question 1 of 12") == 2


def test_back_at_the_beginning_stays_there(call: Call) -> None:
    assert call("<\n<\nsmallest\n>\n\n").code == 0
    assert profile()["preset"] == "smallest"


def test_advanced_questions(call: Call) -> None:
    told = call("\n" * 13 + "yes\ncommon\n")
    assert told.code == 0, told.err
    assert profile()["encodings"] == "common"


def test_what_is_no_answer_is_asked_again(call: Call) -> None:
    told = call("9\nnothing\n\x1b[31mred\n\x00\nsmallest\n>\n\n")
    assert told.code == 0, told.err
    assert told.err.count("That is none of the answers") == 4
    assert profile()["preset"] == "smallest"


def test_a_line_of_a_megabyte(call: Call) -> None:
    told = call("x" * 1_000_000 + "\nsmallest\n>\n\n")
    assert told.code == 0
    assert profile()["preset"] == "smallest"


def test_an_import_that_breaks_has_to_be_settled(call: Call) -> None:
    Path("hello.py").write_text("import socket\n")
    assert call("smallest\n").code == 2
    assert not Path("graalpy-wizard.toml").exists()
    told = call("smallest\nnetwork=client\n>\n\n")
    assert told.code == 0, told.err
    assert profile() == {"preset": "smallest", "entry": "hello.py", "network": "client"}


def test_the_end_of_input_names_the_question_without_an_answer(call: Call) -> None:
    Path("hello.py").write_text("import socket\n")
    told = call("smallest\n")
    assert "the question `network` has no answer; one of: network=client, allow" in told.err
    Path("hello.py").write_text("import tabulate\n")
    told = call("")
    assert told.code == 2
    assert "the question `requirements` has no answer; one of: require, allow" in told.err


def test_several_programs_are_a_question(call: Call) -> None:
    for name in ("hello", "other"):
        Path(f"{name}.py").write_text("if __name__ == '__main__':\n    pass\n")
    told = call("")
    assert told.code == 2
    assert "the question `program` has no answer" in told.err
    assert call("2\n\n>\n\n").code == 0
    assert profile()["entry"] == "other.py"


def test_a_contradiction_has_to_be_settled(call: Call) -> None:
    told = call("\nnone\nhashes\n<\ntls\nnetwork=client\n>\n\n")
    assert told.code == 0, told.err
    assert "TLS works on sockets" in told.err.replace("\n", " ")
    assert profile() == {"preset": "command-line-tool", "entry": "hello.py"}, "both are the preset's own answers"


def test_a_profile_keeps_its_answers(call: Call) -> None:
    text = (
        '# mine\nschema = 1\npreset = "smallest"\n\n[program]\nentry = "hello.py"\n\n[answers]\nfiles = "read" # so\n'
    )
    Path("graalpy-wizard.toml").write_text(text)
    told = call("")
    assert told.code == 0, told.err
    assert "Question" not in told.err
    assert "as it was" in told.out
    assert Path("graalpy-wizard.toml").read_text() == text
    assert call("change\nfiles\npayload\n\n").code == 0
    assert Path("graalpy-wizard.toml").read_text() == text.replace('"read"', '"payload"')


def test_a_word_leads_to_the_question_that_decides_it(call: Call) -> None:
    told = call("\n>\nchange\nmultiprocessing.pool\nprocesses\nno\n\n")
    assert told.code == 0, told.err
    assert profile()["processes"] == "no"
    assert "nearest preset: command-line-tool, but processes = no (not yes)" in told.err
    assert "Nothing is called so" in call("change\nno such thing\n\n").err


def test_name_and_requirements_are_changed(call: Call) -> None:
    told = call("\n>\nchange\nname\n../up\nchange\nname\ntool\nchange\nrequirements\ntabulate==0.9.0\n\n")
    assert told.code == 0, told.err
    assert "is not a bare file name" in told.err
    found = read(Path("graalpy-wizard.toml"), load().questions)
    assert (found.output, found.program.requirements) == ("tool", ("tabulate==0.9.0",))


def test_only_what_is_new_is_asked(call: Call) -> None:
    presets = places.configuration() / "presets"
    presets.mkdir(parents=True)
    answers = "\n".join(f'{q.key} = "{q.default}"' for q in load().questions if q.kind == "choice" and q.key != "files")
    (presets / "old.toml").write_text(f'schema = 1\nsentence = "Old."\n[answers]\nnative_modules = []\n{answers}\n')
    Path("graalpy-wizard.toml").write_text('schema = 1\npreset = "old"\n[program]\nentry = "hello.py"\n')
    told = call("read\n\n")
    assert told.code == 0, told.err
    assert "Question 1 of 1, Files" in told.err
    assert profile()["files"] == "read"


def test_answers_to_begin_with(call: Call) -> None:
    assert call("", "hello.py", "--preset", "smallest", "--set", "compression=yes").code == 0
    assert profile() == {"preset": "smallest", "entry": "hello.py", "compression": "yes"}
    assert call("", "--set", "colour=red").code == 2
    assert call("", "--preset", "smalest").code == 2


def test_leaving_saves_nothing_and_keeps_no_draft(call: Call) -> None:
    told = call("\nnone\nq\n")
    assert told.code == 0
    assert "Nothing was saved" in told.out
    assert not Path("graalpy-wizard.toml").exists()
    assert not list((places.state() / "drafts").glob("*"))


def test_a_pipe_has_no_drafts(call: Call) -> None:
    """Its first line is the first answer, whatever happened before."""
    Path("hello.py").write_text("import zlib\n")
    assert call("\nserver\n\nno\n").code == 2  # ends at the question without a default
    Path("hello.py").write_text(HELLO)
    told = call("smallest\n>\n\n")
    assert told.code == 0, told.err
    assert profile() == {"preset": "smallest", "entry": "hello.py"}


def test_json(call: Call) -> None:
    told = call("smallest\n", "hello.py", "--json")
    whole = json.loads(told.out)
    assert whole["ok"]
    assert whole["result"]["preset"] == "smallest"
    assert Path(whole["result"]["file"]).name == "graalpy-wizard.toml"
    schema = json.loads((ROOT / "docs" / "schemas" / "new.json").read_text(encoding="utf-8"))
    jsonschema.validate(whole, schema)
    jsonschema.validate(json.loads(call("q\n", "hello.py", "--json").out), schema)


def test_hostile_names(call: Call, tmp_path: Path) -> None:
    Path("hello.py").unlink()
    name = "x\u202e[b]y[b];$(z).py"
    Path(name).write_text(HELLO)
    told = call("", name)
    assert told.code == 0, told.err
    assert profile()["entry"] == name
    Path("graalpy-wizard.toml").unlink()
    Path(HOSTILE).write_text(HELLO)
    assert call("", HOSTILE).code == 2


def test_what_cannot_be_read_is_not_built_but_may_be_saved(call: Call) -> None:
    Path("hello.py").write_text("x = (\n")
    told = call("\n>\nbuild\n")
    assert told.code == 2
    assert "hello.py:2: syntax error" in told.err
    assert not Path("graalpy-wizard.toml").exists()
    assert call("\n>\nsave\n").code == 0


def test_save_and_build(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Request | JarRequest] = []

    def make(request: Request | JarRequest, listener: Listener) -> Done:
        asked.append(request)
        return Done(built_result(), None, (), ExitCode.DONE)

    monkeypatch.setattr("wizard.building.make.make", make)
    told = call("smallest\n>\nbuild\n", "hello.py")
    assert told.code == 0, told.err
    [request] = asked
    assert isinstance(request, Request)
    assert request.target == Path.cwd() / "hello"
    assert request.profile is not None
    assert "run it:" in told.out
    assert profile()["preset"] == "smallest"


def test_building_needs_consent_to_what_is_not_mine(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    text = 'schema = 1\npreset = "smallest"\n[program]\nentry = "hello.py"\n[options]\nextra = ["-J-version"]\n'
    Path("graalpy-wizard.toml").write_text(text)
    done = Done(built_result(), None, (), ExitCode.DONE)
    monkeypatch.setattr("wizard.building.make.make", lambda request, listener: done)
    for answer in ("no\n", ""):
        told = call(f"build\n{answer}")
        assert told.code == 4
        assert "options.extra" in told.err
    assert call("build\nyes\n").code == 0
    assert call("build\n").code == 0, "asked once"


def test_rehearse_and_then_save(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    def rehearse(request: Request, catalogue: object, **how: Callable[[str, bytes], None]) -> Rehearsal:
        how["output"]("stdout", b"\x1b]52;c;aGk=\x07said\xff\n")
        return Rehearsal(0, 0, 1.5, ("json",), (), (), (), complete=True, stopped=False)

    monkeypatch.setattr("wizard.rehearsing.run.rehearse", rehearse)
    told = call("smallest\n>\nrehearse\nsave\n")
    assert told.code == 0, told.err
    assert "said" in told.err
    assert "rehearsed on a JVM in 1.5 s" in told.err
    assert profile()["preset"] == "smallest"


def test_without_plain_and_without_a_terminal(call: Call, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["new", "--preset", "smallest"]) == 2
    assert "give --plain" in capfd.readouterr().err
    assert run(["new", "--json"]) == 2
    assert "new --plain --json" in capfd.readouterr().out
    assert run(["new"]) == 2
    assert "new --plain" in capfd.readouterr().err


def on_terminal(
    folder: Path, words: list[str], typed: str, *, interrupt: bytes = b"", environ: Mapping[str, str] | None = None
) -> tuple[int, bytes]:  # fmt: skip
    """Everything that a terminal was sent, and the exit code. `interrupt`: what was sent when Ctrl-C is pressed."""
    (folder / "hello.py").write_text(HELLO)
    master, slave = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "wizard", *words], cwd=folder, stdin=slave, stdout=slave, stderr=slave,
        env={**os.environ, "TERM": "xterm-256color", "PYTHONPATH": str(Path(__file__).parents[2]), **(environ or {})},
        start_new_session=True,
    )  # fmt: skip
    os.close(slave)
    os.write(master, typed.encode())
    seen, until = b"", time.monotonic() + 60
    while time.monotonic() < until:
        if not select.select([master], [], [], 1)[0]:
            continue
        try:
            data = os.read(master, 65536)
        except OSError:
            break
        if not data:
            break
        seen += data
        if interrupt and interrupt in seen:
            process.send_signal(signal.SIGINT)
            interrupt = b""
    os.close(master)
    return process.wait(10), seen


@pytest.mark.parametrize(
    ("words", "environ"),
    [
        (["new", "--plain"], {}),
        (["new"], {"TERM": "dumb"}),
        ([], {"TERM": "dumb"}),
        (["new", "--plain"], {"NO_COLOR": "1"}),
    ],
)  # fmt: skip
def test_on_a_terminal_no_escape_is_written(tmp_path: Path, words: list[str], environ: dict[str, str]) -> None:
    code, seen = on_terminal(tmp_path, words, "smallest\n>\nsave\n", environ=environ)
    assert code == 0, seen
    assert b"\x1b" not in seen
    assert b"Preset [3]:" in seen
    assert (tmp_path / "graalpy-wizard.toml").exists()


def test_ctrl_c_ends_it_and_the_answers_are_offered_again(tmp_path: Path) -> None:
    code, seen = on_terminal(tmp_path, ["new", "--plain"], "smallest\nclient\n", interrupt=b"Question 2")
    assert code == 130, seen
    assert b"Traceback" not in seen
    code, seen = on_terminal(tmp_path, ["new", "--plain"], "\n>\n\n")
    assert code == 0, seen
    assert b"answers that were not saved" in seen
    found = read(tmp_path / "graalpy-wizard.toml", load().questions)
    assert (found.preset, found.answers) == ("smallest", {"network": "client"})


def test_what_a_variable_decides_is_not_asked(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRAALPY_WIZARD_NETWORK", "server")
    told = call("\nhashes\n>\n\n")
    assert told.code == 0, told.err
    assert "Network: Calls and listens (GRAALPY_WIZARD_NETWORK decides)" in told.err
    assert profile() == {"preset": "command-line-tool", "entry": "hello.py", "crypto": "hashes"}


def test_a_jar(call: Call) -> None:
    Path("app.jar").write_bytes(b"PK")
    told = call("", "app.jar")
    assert told.code == 0, told.err
    assert read(Path("graalpy-wizard.toml"), load().questions).program.jar == "app.jar"
    assert "Question" not in told.err
