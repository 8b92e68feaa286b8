"""An engine is asked for each promise."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.reports import engines
from wizard.ground.exits import ExitCode
from wizard.ground.problems import Where, WizardError
from wizard.programs import trailer
from wizard.reports import promises, proof
from wizard.reports.model import Proof, ProofLine
from wizard.reports.probe import Task, ask, source_of, tasks_of, wishes
from wizard.reports.probe_executable import Splitter
from wizard.reports.promises import Promises

NOTHING = Promises((), (), (), (), serves=False)
HELLO = {
    "app/hello.py": "raise SystemExit('the product itself was run')\n",
    "app/mine.py": "x = 1\n",
    "app/json.py": "raise ImportError('the program has a json of its own')\n",
}
Prove = Callable[..., Proof]


@pytest.fixture
def prove(tmp_path: Path) -> Prove:
    """`prove(promises, imports=..., **behaviour)` with an engine that behaves like that."""

    def run(promised: Promises, imports: tuple[str, ...] = (), **behaviour: Any) -> Proof:
        made = engines.engine(tmp_path / "engine", **behaviour)
        whole = engines.product(made, tmp_path / "product", {}, HELLO)
        splitter = Splitter(whole, tmp_path)
        return proof.prove(splitter.make, promised, imports=imports, first_path=splitter.first_path())

    return run


def lines(made: Proof) -> dict[tuple[str, str], bool]:
    return {(line.promise, line.name): line.kept for line in made.lines}


def test_what_is_gone_and_what_works(prove: Prove) -> None:
    wanted = Promises(("_ssl",), ("ssl",), ("hashlib", "json", "random"), (), serves=False)
    made = prove(wanted, blocked=["_ssl"])
    assert made.kept
    assert set(lines(made)) == {
        ("gone", "_ssl"), ("fails", "ssl"), ("works", "hashlib"), ("works", "json"), ("works", "random"),
        ("runs", 'print("hi")'),
    }  # fmt: skip
    assert next(line.detail for line in made.lines if line.name == "hashlib") == "sha256 is right"


def test_a_module_that_is_still_there_breaks_the_promise(prove: Prove) -> None:
    made = prove(Promises(("_ssl",), ("json",), (), (), serves=False))
    assert not made.kept
    assert [line.name for line in made.broken] == ["_ssl", "json"]


def test_a_module_that_imports_and_does_not_work_breaks_the_promise(prove: Prove) -> None:
    made = prove(Promises((), (), ("zlib", "json"), (), serves=False), blocked=["zlib"])
    assert [(line.name, line.kept) for line in made.lines[:2]] == [("zlib", False), ("json", True)]


def test_an_import_that_ends_the_process_hides_no_other(prove: Prove) -> None:
    made = prove(Promises((), ("crypt", "_ssl", "tkinter"), ("json",), (), serves=False), ends=["crypt", "tkinter"])
    assert lines(made)["fails", "crypt"]
    assert lines(made)["works", "json"]
    assert not lines(made)["fails", "_ssl"], "it is there, and it is asked for after the process ended"
    told = next(line.detail for line in made.lines if line.name == "crypt")
    assert told == "the process ended with status 1: cannot go on: not supported"


def test_a_built_in_module_that_ends_the_process_is_not_gone(prove: Prove) -> None:
    made = prove(Promises(("termios",), (), (), (), serves=False), ends=["termios"])
    assert not lines(made)["gone", "termios"]


@pytest.mark.parametrize("right", ["files", "writing", "environment"])
def test_rights_that_are_withheld(prove: Prove, right: str) -> None:
    wanted = Promises((), (), (), (right,), serves=False)
    assert prove(wanted, withheld=[right]).kept
    assert [line.name for line in prove(wanted).broken] == [right]


def test_an_interpreter_that_starts_anew_is_a_broken_promise(prove: Prove) -> None:
    wanted = Promises((), (), (), (), serves=False, started=("interpreter", "snapshot"))
    kept = {"started_while_building": True, "snapshot": ["sys"]}
    assert prove(wanted, kept=kept).kept
    dropped = prove(wanted)
    assert [(line.promise, line.name) for line in dropped.broken] == [
        ("started", "interpreter"),
        ("started", "snapshot"),
    ]
    assert "started anew" in dropped.broken[0].detail
    assert not prove(wanted, kept={**kept, "snapshot": ["not.there"]}).kept


def test_proofs_of_engines_that_promise_no_start_keep_their_key() -> None:
    assert NOTHING.key != Promises((), (), (), (), serves=False, started=("interpreter",)).key
    assert NOTHING.key == "5a22c387b02c3547"


def test_a_server_serves(prove: Prove) -> None:
    made = prove(Promises((), (), ("socket", "socketserver", "selectors", "select", "ssl"), (), serves=True))
    assert made.kept
    assert "loopback" in made.lines[0].detail


def test_the_programs_own_modules_are_found_and_do_not_shadow(prove: Prove) -> None:
    made = prove(Promises((), (), ("json",), (), serves=False), imports=("mine", "nowhere"))
    assert lines(made)["works", "mine"]
    assert not lines(made)["works", "nowhere"]


def test_start_up_is_measured(prove: Prove) -> None:
    made = prove(NOTHING)
    assert made.start is not None
    assert made.start.runs == 5
    assert made.start.processor > 0
    assert 0 < made.start.seconds < 60
    assert made.start.memory > 1_000_000


def test_an_engine_that_prints_something_else_does_not_start(tmp_path: Path) -> None:
    def make(main: bytes, target: Path) -> None:
        target.write_text('#!/bin/sh\necho \'{"graalpy-wizard": 0, "outcome": "ok"}\'\n')
        target.chmod(0o755)

    made = proof.prove(make, Promises((), (), ("json",), (), serves=False))
    assert not made.kept
    assert made.start is None
    assert [line.name for line in made.broken] == ['print("hi")']


def test_an_engine_that_says_nothing_is_the_environments_fault(tmp_path: Path) -> None:
    script = tmp_path / "engine"
    script.write_text("#!/bin/sh\necho no such library >&2\nexit 127\n")
    script.chmod(0o755)
    with pytest.raises(WizardError, match="no such library") as caught:
        ask(script, tasks_of(Promises((), (), ("json",), (), serves=False)), tmp_path)
    assert caught.value.code == ExitCode.ENVIRONMENT


def test_an_import_that_takes_for_ever_is_ended(tmp_path: Path) -> None:
    script = tmp_path / "engine"
    script.write_text("#!/bin/sh\necho '{\"graalpy-wizard\": '$1'}'\nexec sleep 600\n")
    script.chmod(0o755)
    made = ask(script, tasks_of(Promises(("a",), ("b",), (), (), serves=False)), tmp_path, seconds=0.3)
    assert [(line.name, line.kept) for line in made] == [("a", False), ("b", True)]
    assert made[0].detail.startswith("no answer in ")


def test_rubbish_in_the_output_is_no_answer(tmp_path: Path) -> None:
    script = tmp_path / "engine"
    script.write_text(
        "#!/bin/sh\n"
        'echo \'{"graalpy-wizard": 99, "outcome": "ok"}\'\n'
        "echo '{\"graalpy-wizard\": nonsense'\n"
        'printf \'noise without a newline{"graalpy-wizard": 0, "outcome": "ok", "detail": "x"}\\n\'\n'
    )
    script.chmod(0o755)
    made = ask(script, tasks_of(Promises((), (), ("json",), (), serves=False)), tmp_path)
    assert made == [ProofLine("json", "works", True, "x")]


def test_the_probe_is_one_program_with_its_tasks(tmp_path: Path) -> None:
    tasks = tasks_of(Promises(("_ssl",), (), (), (), serves=False), ["it's"])
    compile(source_of(tasks), "probe", "exec")


def test_another_program_in_the_same_executable(tmp_path: Path) -> None:
    made = engines.engine(tmp_path / "engine")
    files = {"home/lib/x.py": "y\n" * 1000, **HELLO}
    whole = engines.product(made, tmp_path / "product", {"a": 1}, files)
    Splitter(whole, tmp_path).make(b"print(1)", tmp_path / "other")
    trailer.verify(tmp_path / "other")
    names = [entry.filename for entry in trailer.entries(tmp_path / "other")]
    assert sorted(names) == sorted(["manifest.json", "start", "home/lib/x.py", *HELLO, "graalpy-wizard-probe/main.py"])
    assert trailer.manifest(tmp_path / "other") == b'{"a": 1}'
    assert os.access(tmp_path / "other", os.X_OK)


def test_first_path_is_the_launchers(tmp_path: Path) -> None:
    made = engines.engine(tmp_path / "engine")
    for start, expected in (
        (("main=app/src/hello.py", "package="), "/graalpy/app/src"),
        (("main=app/pkg/__main__.py", "package=pkg"), "/graalpy/app"),
    ):
        files = {start[0].removeprefix("main="): "", **HELLO}
        whole = engines.product(made, tmp_path / "product", {}, files, start)
        assert Splitter(whole, tmp_path).first_path() == expected


def test_a_proof_is_kept_and_a_failed_one_is_not(tmp_path: Path) -> None:
    file, asked = tmp_path / "proof.json", []

    def prove_now(*, kept: bool) -> Proof:
        asked.append(kept)
        return Proof(kept, (ProofLine("json", "works", kept, "x"),), None)

    assert not proof.proven(file, "a", lambda: prove_now(kept=False)).kept
    good = proof.proven(file, "a", lambda: prove_now(kept=True))
    assert proof.proven(file, "a", lambda: prove_now(kept=True)) == good
    proof.proven(file, "b", lambda: prove_now(kept=True))
    assert proof.proven(file, "a", lambda: prove_now(kept=True)) == good
    assert asked == [False, True, True]


@pytest.mark.parametrize("text", ["", "[", "[]", '{"format": 1, "proofs": {"a": {"kept": "?"}}}', '{"format": 2}'])
def test_a_damaged_proof_is_made_again(tmp_path: Path, text: str) -> None:
    file = tmp_path / "proof.json"
    file.write_text(text)
    made = Proof(True, (), None)
    assert proof.proven(file, "a", lambda: made) == made


@pytest.mark.parametrize("preset", [path.stem for path in engines.PRESETS.glob("*.toml")])
def test_a_manifest_promises_what_its_plan_did(preset: str) -> None:
    from wizard.catalogue.load import load

    planned = engines.planned(preset)
    made = promises.of_manifest(engines.manifest_of(planned), load(), Where("x"))
    assert made == promises.of_plan(planned)
    assert made.gone
    assert made.works
    assert not set(made.gone) & set(made.fails)


def test_rights_follow_from_the_answers() -> None:
    assert promises.of_plan(engines.planned("sandboxed-minimal")).withheld == ("files", "writing", "environment")
    assert promises.of_plan(engines.planned("full")).withheld == ()
    assert promises.of_plan(engines.planned("smallest", files="read")).withheld == ("writing",)
    assert promises.of_plan(engines.planned("networked-service")).serves
    assert not promises.of_plan(engines.planned("command-line-tool")).serves


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"answers": 3}, "no answers"), ({"options": "x"}, "no answers"), ({"graalpy": None}, "no answers"),
        ({"options": ["from-the-future"]}, "from-the-future"), ({"graalpy": "25.x"}, "25.x"),
    ],
)  # fmt: skip
def test_a_manifest_that_is_not_understood(change: dict[str, object], expected: str) -> None:
    from wizard.catalogue.load import load

    manifest = engines.manifest_of(engines.planned("smallest")) | change
    with pytest.raises(WizardError, match=expected) as caught:
        promises.of_manifest(manifest, load(), Where("x"))
    assert caught.value.code == ExitCode.INPUT


def test_modules_of_the_library_are_asked_for_before_any_of_the_program_can_stand_for_them() -> None:
    assert wishes(["mine", "json", "mine.json"]) == [
        Task("library", "json", "works"), Task("program", "mine", "works"), Task("program", "mine.json", "works")
    ]  # fmt: skip
