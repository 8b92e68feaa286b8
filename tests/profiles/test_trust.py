"""Ways in which a shared profile could run code or write elsewhere: each is refused, or waits for consent."""

from __future__ import annotations

import json
import multiprocessing
from pathlib import Path

import pytest

from wizard.catalogue.model import Question
from wizard.ground import places
from wizard.ground.exits import ExitCode
from wizard.ground.problems import WizardError
from wizard.profiles import trust
from wizard.profiles.dangers import LOCK_FILE, Danger, dangers
from wizard.profiles.model import Profile
from wizard.profiles.preset import every, find
from wizard.profiles.read import problems, read
from wizard.profiles.write import write

Questions = tuple[Question, ...]


def shared(project: Path, questions: Questions, text: str) -> Profile:
    """A profile that came with the project: nobody has consented to anything."""
    path = project / "graalpy-wizard.toml"
    path.write_text(text)
    return read(path, questions)


def needs_consent(profile: Profile, questions: Questions) -> set[str]:
    """The keys that a build without a terminal is refused for."""
    with pytest.raises(WizardError) as caught:
        trust.require_consent(profile, given=False, interactive=False, questions=questions)
    assert caught.value.code == ExitCode.CONSENT
    return {problem.where.key for problem in caught.value.problems if problem.where}


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ('[options]\nextra = ["-H:Path=/home/you/bin"]', "options.extra"),
        ('[options]\nextra = ["--features=evil.Feature"]', "options.extra"),
        ('[program]\nrequirements = ["rich"]', "program.requirements"),
        ('[program]\nrequirements = ["x @ https://evil.example/x-1-py3-none-any.whl"]', "program.requirements"),
        ('[program]\nrequirements_file = "r.txt"', "program.requirements_file"),
        ('[program]\nrequirements_file = "/tmp/r.txt"', "program.requirements_file"),
        ('[program]\nindexes = ["https://evil.example/simple"]', "program.indexes"),
        ('[check]\nimports = ["json", "evil"]', "check.imports"),
        ('[program]\ndata = ["../../.ssh/**"]', "program.data"),
        ('[program]\ndata = ["/etc/passwd"]', "program.data"),
        ('[program]\ndata = ["~/.ssh/id_rsa"]', "program.data"),
        ('[program]\ndata = ["templates/../../x"]', "program.data"),
        ('[program]\nentry = "../other/main.py"', "program.entry"),
        ('[program]\nentry = "/usr/bin/x.py"', "program.entry"),
        ('[program]\njar = "app.jar"', "program.jar"),
        ('[program]\nclass_path = ["lib/a.jar"]', "program.class_path"),
        ('[program]\nmaven = "."', "program.maven"),
        ('[program]\ngradle = "."', "program.gradle"),
        ('[check]\nrun = ["--erase-everything"]', "check.run"),
        ('[snapshot]\nkind = "program"', "snapshot.kind"),
    ],
)
def test_needs_consent(project: Path, questions: Questions, text: str, key: str) -> None:
    profile = shared(project, questions, text + "\n")
    assert needs_consent(profile, questions) == {key}
    assert not trust.trusted(profile, questions=questions)
    trust.grant(profile, questions=questions)
    trust.require_consent(profile, given=False, interactive=False, questions=questions)


@pytest.mark.parametrize(
    "requirement",
    [
        "--index-url=https://evil.example", "-e .", "-r other.txt", "rich --index-url https://evil.example",
        "rich\\n--index-url https://evil.example", "git+https://evil.example/x", "x @ git+https://evil.example/x",
        "x @ https://evil.example/x.tar.gz", "x @ file:///home/you/x-1-py3-none-any.whl", "./x-1-py3-none-any.whl",
        "../x", "/x.whl", "rich; import os", "",
    ],
)  # fmt: skip
def test_nothing_can_be_smuggled_in_a_requirement(project: Path, questions: Questions, requirement: str) -> None:
    path = project / "graalpy-wizard.toml"
    path.write_text(f'[program]\nrequirements = ["{requirement}"]\n')
    assert [p.where.key for p in problems(path, questions) if p.where] == ["program.requirements[0]"]


@pytest.mark.parametrize(
    "text",
    [
        'preset = "../../x"', 'preset = "/etc/x"', 'preset = "a/b"', 'preset = ".hidden"',
        'trusted = true', '[trust]\nsha256 = "00"', '[options]\ntrust = true', '[toolchain]\npath = "/tmp/evil"',
        '[toolchain]\ngraalpy = "../../evil"', '[toolchain]\ngraalpy = "25/0"', '[toolchain]\nnative_image = "-x"',
        '[program]\nindexes = ["--extra-index-url=https://evil.example"]', '[program]\nindexes = ["file:///"]',
        '[options]\nextra = ["EvilClass"]', '[options]\nextra = ["@/tmp/argfile"]',
    ],
)  # fmt: skip
def test_is_refused_before_consent_is_a_question(project: Path, questions: Questions, text: str) -> None:
    path = project / "graalpy-wizard.toml"
    path.write_text(text + "\n")
    assert problems(path, questions)


@pytest.mark.parametrize("data", ["secrets/**", "secrets/*", "secrets", "s*/**/*.txt", "**/*.txt", "secrets/id.txt"])
def test_data_through_a_link_out_of_the_project(project: Path, questions: Questions, data: str) -> None:
    outside = project.parent / "ssh"
    outside.mkdir()
    (outside / "id.txt").write_text("secret")
    (project / "secrets").symlink_to(outside)
    assert needs_consent(shared(project, questions, f'[program]\ndata = ["{data}"]\n'), questions) == {"program.data"}


@pytest.mark.parametrize("entry", ["app", "app.py", ".", "app/__main__.py", "app:main"])
def test_a_program_with_a_link_out_of_the_project(project: Path, questions: Questions, entry: str) -> None:
    outside = project.parent / "secret.py"
    outside.write_text("")
    for folder in (project, project / "app"):
        folder.mkdir(exist_ok=True)
        (folder / "__main__.py").write_text("")
        (folder / "linked.py").symlink_to(outside)
    (project / "app.py").write_text("")
    profile = shared(project, questions, f'[program]\nentry = "{entry}"\n')
    assert needs_consent(profile, questions) == {"program.entry"}


def test_links_inside_and_virtual_environments_are_no_danger(project: Path, questions: Questions) -> None:
    (project / "linked.py").symlink_to(project / "main.py")
    (project / "venv").mkdir()
    (project / "venv" / "pyvenv.cfg").touch()
    (project / "venv" / "python").symlink_to("/usr/bin/env")
    profile = shared(project, questions, '[program]\nentry = "."\ndata = ["*.py"]\n[answers]\njit = "on"\n')
    trust.require_consent(profile, given=False, interactive=False, questions=questions)


def own_preset(project: Path, text: str, name: str = "team") -> Path:
    path = project / ".graalpy-wizard" / "presets" / f"{name}.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def test_a_preset_of_the_project_that_hides_arguments(project: Path, questions: Questions) -> None:
    path = own_preset(project, '[options]\nextra = ["-H:Path=/tmp"]\n')
    profile = shared(project, questions, 'preset = "team"\n')
    assert needs_consent(profile, questions) == {"preset team: options.extra"}
    trust.grant(profile, questions=questions)
    path.write_text('# a comment\n[options]\nextra = ["-H:Path=/tmp"]\n')
    assert trust.trusted(profile, questions=questions)
    path.write_text('[options]\nextra = ["-H:Path=/elsewhere"]\n')
    assert not trust.trusted(profile, questions=questions)


@pytest.mark.parametrize(
    ("name", "text"), [("sandboxed-minimal", 'preset = "sandboxed-minimal"\n'), ("command-line-tool", "")]
)
def test_a_preset_of_the_project_never_stands_for_a_shipped_one(
    project: Path, questions: Questions, name: str, text: str
) -> None:
    """Its answers alone need no consent, so that "sandboxed" could mean everything but that."""
    path = own_preset(project, '[answers]\nnetwork = "server"\nfiles = "all"\n', name)
    profile = shared(project, questions, text)
    with pytest.raises(WizardError, match=f"`{name}` is a preset of graalpy-wizard") as caught:
        trust.require_consent(profile, given=True, interactive=False, questions=questions)
    assert caught.value.code == ExitCode.INPUT
    assert [problem.where and problem.where.file for problem in caught.value.problems] == [path]
    everything = {preset.name: preset for preset in every(project, questions)}
    assert everything[name].origin == "shipped"
    assert find("full", project, questions).origin == "shipped"


def test_modules_of_the_standard_library_are_checked_without_consent(project: Path, questions: Questions) -> None:
    profile = shared(project, questions, '[check]\nimports = ["json", "os.path", "sqlite3"]\n')
    assert dangers(profile) == ()


def test_a_preset_of_the_users_own_is_the_users(project: Path, questions: Questions) -> None:
    folder = places.configuration() / "presets"
    folder.mkdir(parents=True)
    (folder / "mine.toml").write_text('[options]\nextra = ["-H:Path=/tmp"]\n')
    profile = shared(project, questions, 'preset = "mine"\n')
    trust.require_consent(profile, given=False, interactive=False, questions=questions)
    assert find("mine", project, questions).origin == "user"


def test_a_configuration_folder_in_the_project_consents_to_nothing(
    project: Path, questions: Questions, monkeypatch: pytest.MonkeyPatch
) -> None:
    profile = shared(project, questions, '[check]\nrun = ["x"]\n')
    inside = project / "config"
    monkeypatch.setenv("GRAALPY_WIZARD_CONFIG_DIR", str(inside))
    inside.mkdir()
    sha = trust.fingerprint(profile, find("command-line-tool", project, questions))
    (inside / "consents.json").write_text(json.dumps({"schema": 1, "consents": {sha: {}}}))
    assert needs_consent(profile, questions) == {"check.run"}
    with pytest.raises(WizardError, match="lies in the project"):
        trust.grant(profile, questions=questions)
    trust.require_consent(profile, given=True, interactive=False, questions=questions)


def test_consent_is_bound_to_content_not_to_words(project: Path, questions: Questions) -> None:
    text = '[program]\nrequirements = ["rich"]\n[check]\nrun = ["--version"]\n'
    trust.grant(shared(project, questions, text), questions=questions)
    assert trust.trusted(shared(project, questions, f'# new\n{text}\n[answers]\njit = "on"\n'), questions=questions)
    assert not trust.trusted(shared(project, questions, text.replace("--version", "--other")), questions=questions)
    profile = shared(project, questions, text)
    assert trust.trusted(profile, questions=questions)
    (project / LOCK_FILE).write_text("rich==1 --hash=evil\n")
    assert not trust.trusted(profile, questions=questions)


def test_consent_covers_what_a_requirements_file_says(project: Path, questions: Questions) -> None:
    (project / "r.txt").write_text("rich\n")
    profile = shared(project, questions, '[program]\nrequirements_file = "r.txt"\n')
    trust.grant(profile, questions=questions)
    (project / "r.txt").write_text("rich\n--index-url https://evil.example\n")
    assert not trust.trusted(profile, questions=questions)
    (project / "r.txt").write_text("-rmore.txt\n")
    (project / "more.txt").write_text("rich\n")
    trust.grant(profile, questions=questions)
    assert trust.trusted(profile, questions=questions)
    (project / "more.txt").write_text("evil\n")
    assert not trust.trusted(profile, questions=questions)


@pytest.mark.parametrize(
    ("entry", "name", "text", "key"),
    [
        (".", "pyproject.toml", '[project]\ndependencies = ["evil"]\n[project.scripts]\nx = "main:run"\n',
         "pyproject.toml: project.dependencies"),
        ("tool.py", "tool.py", '# /// script\n# dependencies = ["evil"]\n# ///\n', "tool.py: script"),
    ],
)  # fmt: skip
def test_requirements_that_the_program_declares_itself(
    project: Path, questions: Questions, entry: str, name: str, text: str, key: str
) -> None:
    (project / name).write_text(text)
    profile = shared(project, questions, f'[program]\nentry = "{entry}"\n')
    assert needs_consent(profile, questions) == {key}
    trust.grant(profile, questions=questions)
    (project / name).write_text(text + "# more\n")
    assert trust.trusted(profile, questions=questions)
    (project / name).write_text(text.replace("evil", "other"))
    assert not trust.trusted(profile, questions=questions)


def test_a_lock_file_that_came_along_needs_consent_for_whatever_is_required(
    project: Path, questions: Questions
) -> None:
    """`--requirement rich`, or a project's own dependencies: a stranger's lock could answer with any wheel."""
    profile = shared(project, questions, 'preset = "smallest"\n')
    with trust.kept(profile, questions=questions):
        (project / LOCK_FILE).write_text("[[wheel]] # as the wizard wrote it\n")
    assert trust.trusted(profile, questions=questions)
    (project / LOCK_FILE).write_text("[[wheel]] # evil\n")
    assert needs_consent(profile, questions) == {LOCK_FILE}


def test_consent_for_one_folder_is_none_for_another(project: Path, questions: Questions) -> None:
    text = '[check]\nrun = ["--version"]\n'
    trust.grant(shared(project, questions, text), questions=questions)
    other = project.parent / "other"
    other.mkdir()
    assert not trust.trusted(shared(other, questions, text), questions=questions)


def test_a_lock_file_that_the_wizard_writes_keeps_consent(project: Path, questions: Questions) -> None:
    profile = shared(project, questions, '[program]\nrequirements = ["rich"]\n')
    with trust.kept(profile, questions=questions):
        (project / LOCK_FILE).write_text("untrusted before\n")
    assert not trust.trusted(profile, questions=questions)
    trust.grant(profile, questions=questions)
    with trust.kept(profile, questions=questions):
        (project / LOCK_FILE).write_text("rich==1\n")
    assert trust.trusted(profile, questions=questions)


def test_what_the_wizard_wrote_here_is_consent(project: Path, questions: Questions) -> None:
    path = project / "graalpy-wizard.toml"
    write(Profile(check_run=("--version",)), path, questions)
    assert trust.trusted(read(path, questions), questions=questions)
    foreign = shared(project, questions, '[check]\nrun = ["--foreign"]\n')
    write(foreign, path, questions)  # rewriting a stranger's file does not agree to what it says
    assert not trust.trusted(read(path, questions), questions=questions)


def test_a_terminal_is_asked_and_remembers(project: Path, questions: Questions) -> None:
    profile = shared(project, questions, '[check]\nrun = ["--version"]\n')
    asked: list[tuple[Danger, ...]] = []

    def answer(yes: bool) -> None:
        def ask(_: Profile, found: tuple[Danger, ...]) -> bool:
            asked.append(found)
            return yes

        trust.require_consent(profile, given=False, interactive=True, ask=ask, questions=questions)

    with pytest.raises(WizardError):
        answer(False)
    answer(True)
    answer(False)
    assert [[d.key for d in found] for found in asked] == [["check.run"], ["check.run"]]


def test_what_was_typed_is_consent(project: Path, questions: Questions) -> None:
    profile = shared(project, questions, '[options]\nextra = ["-g"]\n')
    typed = frozenset({"options.extra"})
    trust.require_consent(profile, given=False, interactive=False, typed=typed, questions=questions)
    assert not trust.trusted(profile, questions=questions)


@pytest.mark.parametrize("store", ["", "{", "[]", '{"schema": 9, "consents": {}}', '{"schema": 1, "consents": []}'])
def test_a_damaged_store_holds_no_consent_and_is_mended(project: Path, questions: Questions, store: str) -> None:
    profile = shared(project, questions, '[check]\nrun = ["--version"]\n')
    folder = places.ready(places.configuration())
    (folder / "consents.json").write_text(store)
    assert not trust.trusted(profile, questions=questions)
    trust.grant(profile, questions=questions)
    assert trust.trusted(profile, questions=questions)


def _grant(folder: str, questions: Questions) -> None:
    trust.grant(read(Path(folder) / "graalpy-wizard.toml", questions), questions=questions)


def test_consents_at_the_same_time_are_all_kept(tmp_path: Path, questions: Questions) -> None:
    folders = [tmp_path / str(number) for number in range(4)]
    for folder in folders:
        folder.mkdir()
        shared(folder, questions, '[check]\nrun = ["--version"]\n')
    context = multiprocessing.get_context("fork")
    processes = [context.Process(target=_grant, args=(str(folder), questions)) for folder in folders]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert all(trust.trusted(read(f / "graalpy-wizard.toml", questions), questions=questions) for f in folders)


def test_merged_values_of_a_preset_are_told_once(project: Path, questions: Questions) -> None:
    from wizard.profiles.precedence import merged

    own_preset(project, '[check]\nrun = ["x"]\n')
    profile = shared(project, questions, 'preset = "team"\n')
    preset = find("team", project, questions)
    whole = merged(profile, preset.profile)
    assert [d.key for d in dangers(whole, preset)] == ["preset team: check.run"]
    assert trust.fingerprint(whole, preset) == trust.fingerprint(profile, preset)
