"""The logic of widgets, without the app."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard.building.cures import cures
from wizard.building.events import Begun, Estimate, Finished, Line, Sample, Stage, Warned
from wizard.catalogue.model import WayOut
from wizard.ground.problems import Problem
from wizard.ground.steps import Step
from wizard.interview.choices import ChoiceView
from wizard.interview.discovery import Recent
from wizard.interview.review import Checked
from wizard.tui.live import CancelledError, Collector, Live
from wizard.tui.output import ascii_of, ascii_only, without_controls
from wizard.tui.reading import Part
from wizard.tui.screens.review import preflight_text
from wizard.tui.screens.start import recent_line, row_line
from wizard.tui.widgets.bars import bar, curve, filled
from wizard.tui.widgets.beside import MINE, beside
from wizard.tui.widgets.keys import Key, fitting
from wizard.tui.widgets.log_store import LogStore, Rows, safe
from wizard.tui.widgets.presets import clause
from wizard.tui.widgets.questions import imports_text
from wizard.tui.widgets.report import bars
from wizard.tui.widgets.say import pair, say, wrapped
from wizard.tui.widgets.stages import clock, stage_line, stage_panel

TEXTS = st.text(max_size=300)


@given(TEXTS)
def test_a_line_of_a_log_has_no_controls(text: str) -> None:
    assert not {unicodedata.category(c) for c in safe(text)} & {"Cc", "Cf", "Cs", "Zl", "Zp"}


@given(TEXTS)
def test_ascii_is_ascii(text: str) -> None:
    assert ascii_of(without_controls(text)).isascii()


def test_ascii_keeps_widths_and_likes() -> None:
    assert ascii_of("╭─ ✓ 50 % ███░") == "+- v 50 % ###."
    assert ascii_of("日本") == "????"
    assert ascii_of("é") == "e"


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({"LANG": "en_US.UTF-8"}, False),
        ({"LANG": "de_DE.ISO-8859-1"}, True),
        ({"LC_ALL": "C", "LANG": "en_US.UTF-8"}, True),
        ({"LC_CTYPE": "C.UTF-8"}, True),  # set by Python itself, where nothing was
        ({"LC_CTYPE": "C.UTF-8", "LANG": "C.UTF-8"}, False),
        ({"LANG": "en_US.utf8", "TERM": "linux"}, True),
        ({}, True),
    ],
)
def test_the_locale_decides_on_glyphs(environ: dict[str, str], expected: bool) -> None:
    assert ascii_only("auto", environ) is expected
    assert ascii_only("ascii", environ)
    assert not ascii_only("unicode", environ)


@given(st.floats(0, 1), st.integers(1, 60))
def test_a_bar_fills_its_share(share: float, width: int) -> None:
    full, empty = filled(share, width)
    assert len(full) + len(empty) == width
    assert abs(full.count("█") - share * width) <= 1


def test_a_small_share_is_still_seen() -> None:
    assert bar(0.0001, 10) == "▏"
    assert bar(0.0, 10) == ""
    assert bar(7.0, 10) == "█" * 10


@pytest.mark.parametrize(
    ("width", "expected"),
    [(99, "For a, b: c, d; e"), (12, "For a, b"), (7, "For a"), (4, "For…")],
)
def test_a_sentence_is_cut_behind_a_clause(width: int, expected: str) -> None:
    assert clause("For a, b: c, d; e", width) == expected


def test_the_answers_stand_among_the_presets_by_size() -> None:
    rows = beside([(80_000_000, "smallest", ""), (280_000_000, "full", ""), (90_000_000, MINE, "")], 60).plain.split(
        "\n"
    )
    assert [row[:16].strip() for row in rows[1:]] == ["smallest", "▸ these answers", "full"]
    assert len({len(row) for row in rows[1:]}) == 1


def test_what_was_told_goes_on_below_itself() -> None:
    rows = row_line("not yet", ".", "a Maven project: this version builds no Maven or Gradle projects", 74)
    assert "projects" in rows.plain
    assert "…" not in rows.plain


def test_a_build_of_before_keeps_its_preset_and_day() -> None:
    entry = Recent("1", "hello", "command-line-tool", Path("hello"), 114_900_000, "2026-11-24T10:00:00Z", None, "", "",
                   (), there=True)  # fmt: skip
    assert "command-line-tool · 2026-11-24" in recent_line(entry, entry.size, 54, 5).plain


def test_a_build_that_ended_at_once_is_not_said_to_prepare() -> None:
    assert "preparing" in stage_panel(Live(), 80, 1, 1, runs=True).plain
    assert "ended before native-image began" in stage_panel(Live(), 80, 1, 1, runs=False).plain


@pytest.mark.parametrize(("there", "sign"), [(True, "✓ toolchain kit"), (False, "· toolchain kit is not there yet")])
def test_a_toolchain_that_has_to_come_first_is_said_to(there: bool, sign: str) -> None:
    assert sign in preflight_text(Checked((), toolchain="kit", toolchain_there=there)).plain


def test_a_curve_shows_peaks() -> None:
    assert curve([0, 0, 9, 0, 0, 0], 3) == "▁█▁"
    assert curve([], 5) == ""


def test_the_store_drops_the_oldest_and_keeps_numbers() -> None:
    store = LogStore(cap=100)
    for number in range(50):
        store.extend([f"line {n}" for n in range(number * 10, number * 10 + 10)])
    assert store.end == 500
    assert len(store.lines) <= 110
    assert store.line(499) == "line 499"
    assert store.line(0) == ""


def test_more_than_the_cap_at_once() -> None:
    store = LogStore(cap=10)
    store.extend([str(n) for n in range(25)])
    assert (store.first, store.end, store.lines[0]) == (15, 25, "15")


def test_errors_are_found_round_the_end() -> None:
    store = LogStore()
    store.extend(["fine", "Error: no", "fine", "java.lang.IllegalStateException: x", "fine"])
    assert store.error(-1) == 1
    assert store.error(1) == 3
    assert store.error(3) == 1
    assert store.error(1, back=True) == 3
    assert LogStore().error(0) is None


def test_search_ignores_capitals_and_goes_round() -> None:
    store = LogStore()
    store.extend(["alpha", "Beta", "gamma", "beta"])
    assert store.find("BETA", -1) == 1
    assert store.find("beta", 1) == 3
    assert store.find("beta", 3) == 1
    assert store.find("beta", 3, back=True) == 1
    assert store.find("beta", 1, back=True) == 3
    assert store.find("delta", 0) is None


@given(st.lists(st.text(alphabet="ab", max_size=40), min_size=1, max_size=30), st.integers(1, 12))
def test_wrapped_rows_and_lines_agree(lines: list[str], width: int) -> None:
    rows = Rows(width)
    rows.extend(lines)
    seen = [rows.at(row) for row in range(rows.total)]
    whole = ["" for _ in lines]
    for line, part in seen:
        whole[line] += lines[line][part * width : part * width + width]
    assert whole == lines
    assert all(rows.at(rows.row_of(line)) == (line, 0) for line in range(len(lines)))


def test_dropped_rows_are_counted() -> None:
    rows = Rows(10)
    rows.extend(["x" * 25, "y", "z" * 11])
    assert rows.skip(1) == 3
    assert rows.total == 3
    assert rows.at(0) == (0, 0)
    assert rows.at(2) == (1, 1)


def test_what_is_known_of_a_build() -> None:
    live = Live()
    log = Path("build.log")
    for event in (
        Step("launcher", "compiling"), Begun(log), Stage(1, 8, "Initializing"), Sample(1.0, 100, 0.5),
        Estimate(1.0, 60.0), Stage(1, 8, "Initializing", 1.5), Stage(2, 8, "Performing analysis"),
        Sample(3.0, 300, 3.5), Warned("Warning: x"),
    ):  # fmt: skip
        live = live.after(event)
    assert live.log == log
    assert live.step is None
    assert [stage.seconds for stage in live.stages] == [1.5, None]
    assert live.memory == (100, 300)
    assert live.used == 1.5
    assert live.warnings == ("Warning: x",)
    assert "2 analysis" in stage_line(live, 200).plain
    assert stage_line(live, 40).cell_length <= 40


def test_a_panel_has_three_lines_at_every_width() -> None:
    for live in (Live(), Live().after(Stage(1, 8, "Initializing")).after(Sample(1.0, 1 << 30, 1.0))):
        for width in (20, 40, 80, 200):
            panel = stage_panel(live, width, 8 << 30, 2, runs=True)
            assert len(panel.split("\n")) == 3


def test_the_collector_gives_lines_once_and_says_what_was_lost() -> None:
    collector = Collector()
    for number in range(200_010):
        collector(Line(str(number)))
    lines, lost, _ = collector.take()
    assert (len(lines), lost, lines[0]) == (200_000, 10, "10")
    assert collector.take()[:2] == ([], 0)


def test_a_cancelled_build_ends_at_its_next_event() -> None:
    collector = Collector()
    collector.cancelled.set()
    with pytest.raises(CancelledError):
        collector(Line("x"))
    collector(Finished(0, 1.0, 1, Path("log")))  # it has ended already


def test_times_are_short() -> None:
    assert [clock(s) for s in (0.0, 59.94, 60.0, 206.0)] == ["0.0s", "59.9s", "1:00", "3:26"]


def test_keys_that_do_not_fit_go_and_general_ones_stay() -> None:
    keys = [Key(k, k, "something", False) for k in "abcdef"] + [Key("q", "q", "Quit", True)]
    shown = fitting(keys, 40)
    assert [key.key for key in shown] == ["a", "b", "q"]
    assert sum(key.width for key in shown) <= 40
    assert [key.key for key in fitting(keys, 200)] == [*"abcdef", "q"]


def test_cures_are_what_the_words_name() -> None:
    problems = [
        Problem("x", todo="without the JIT (--set jit=off) it takes less", code="killed-for-memory"),
        Problem("y", todo="or build all the same with --allow-broken urllib.request", code="broken-import"),
    ]
    found = cures(problems)
    assert found.answers == (WayOut("jit", "off"),)
    assert found.allow_broken == ("urllib.request",)
    assert not found.machine
    assert cures([Problem("no gcc", code="no-compiler")]).machine


@given(TEXTS, TEXTS, st.integers(5, 100))
def test_pairs_fit_their_line(left: str, right: str, width: int) -> None:
    assert pair(say(left), say(right), width).cell_length <= width


@given(st.text(alphabet=st.characters(codec="ascii"), max_size=200), st.integers(20, 60), st.integers(0, 4))
def test_paragraphs_are_indented(text: str, width: int, indent: int) -> None:
    for row in wrapped(text, width, indent).plain.split("\n"):
        assert row.startswith(" " * indent)
        assert len(row) <= width


def test_markup_is_text() -> None:
    assert say("[bold]built [/opt/x][/bold]").plain == "[bold]built [/opt/x][/bold]"


def test_the_third_depth_is_shown_where_there_is_room() -> None:
    heap = Part("image heap", 60, (Part("objects", 40), Part("texts", 20)))
    parts = (Part("engine", 90, (heap, Part("code", 30))), Part("payload", 10))
    names = [row.split()[0] for row in bars(parts, 100, 180, deep=True).plain.split("\n")]
    assert names == ["engine", "image", "objects", "texts", "code", "payload"]
    assert [row.split()[0] for row in bars(parts, 100, 180).plain.split("\n")] == ["engine", "image", "code", "payload"]


def test_the_programs_imports_stand_beside_the_choices() -> None:
    none = ChoiceView("none", "No network", "", chosen=True, usual=False, breaks_here=("urllib.request",))
    client = ChoiceView("client", "Calls others", "", chosen=False, usual=True)
    assert "“No network” breaks urllib.request" in imports_text(["json", "urllib.request"], [none, client], 60).plain
    told = imports_text(["json"], [client], 60).plain
    assert told == "your code imports json\n✓ no choice here breaks any of it"
    assert imports_text([], [client], 60).plain == ""
