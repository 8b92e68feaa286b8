"""Past builds in the app: listed, opened, compared, deleted; and the budget of a build's profile."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.tui.driving import at, driven, press, text_of, until
from tests.tui.scenes import DATA
from wizard.ground.problems import WizardError
from wizard.history.chart import chart
from wizard.history.codec import from_json
from wizard.history.model import BuildResult, Entry, Origin, Record
from wizard.history.store import History
from wizard.tui import budgets
from wizard.tui.app import WizardApp
from wizard.tui.past import Past, difference_of, past
from wizard.tui.screens.ask import Ask
from wizard.tui.screens.budget import BudgetPrompt
from wizard.tui.screens.comparison import ComparisonScreen
from wizard.tui.screens.history import HistoryScreen
from wizard.tui.screens.past_report import PastReport
from wizard.tui.screens.report import ReportScreen
from wizard.tui.screens.start import StartScreen
from wizard.tui.widgets.history import past_line, trend
from wizard.tui.widgets.listing import Listing

SIZES = (255598947, 280953954, 147857772, 82414302, 79611738, 164186347)  # bytes, oldest first


@pytest.fixture
def records(home: Path) -> list[Record]:
    """Six builds and a failed one, kept in the history; oldest first, the failed one last."""
    found = [from_json(line) for line in (DATA / "app/history.jsonl").read_text().splitlines()]
    History().take(found)
    return found


def built(records: list[Record], at: int) -> BuildResult:
    """One that made an executable."""
    found = records[at]
    assert isinstance(found, BuildResult)
    return found


async def listed(pilot: Pilot[int], app: WizardApp) -> HistoryScreen:
    """The history screen, with its list read."""
    await press(pilot, "h")
    await at(pilot, HistoryScreen)
    screen = app.screen
    assert isinstance(screen, HistoryScreen)
    await until(pilot, lambda: screen.past)
    return screen


def test_the_trend_is_of_one_program_and_of_what_was_made(records: list[Record]) -> None:
    other = replace(built(records, 0), id="", key="other", name="other")
    History().take([other])
    found = past()
    assert len(found.entries) == 8
    assert [round(size * 1e6) for _, size in found.of_program(records[0].key)] == list(SIZES)
    assert {entry.name for entry in past("other").entries} == {"other"}


def test_a_trend_says_how_far_it_went(records: list[Record]) -> None:
    found = past().of_program(records[0].key)
    shown = str(trend(found, 76, 9))
    assert shown.startswith("255.6 to 164.2 MB (-91.4 MB, -35.8%) in 6 builds")
    assert max(map(len, shown.split("\n"))) <= 76
    assert len(shown.split("\n")) == 9
    assert "two" in str(trend(found[:1], 76, 9))
    assert "no trend" in str(trend([], 76, 9))


def test_a_chart_is_as_large_as_it_is_told_and_needs_no_braille() -> None:
    drawn = chart([1.0, 3.0, 2.0], ["a", "b", "c"], 150, 12)
    assert {len(line) for line in drawn.split("\n")[:-1]} == {150}
    assert len(drawn.split("\n")) == 12
    assert any("\u2800" <= char <= "\u28ff" for char in drawn)
    assert not any("\u2800" <= char <= "\u28ff" for char in chart([1.0, 3.0], ["a", "b"], 60, 9, glyphs=False))


@pytest.mark.parametrize("width", [40, 74, 90, 118])
def test_a_row_fits_and_says_what_failed(records: list[Record], width: int) -> None:
    for entry in past().entries:
        shown = past_line(entry, max(SIZES), 20, width, marked=True)
        assert shown.cell_length <= width
        assert ("✗" in str(shown)) == (entry.file is None)


@pytest.mark.asyncio
async def test_any_two_builds_are_compared(app: WizardApp, records: list[Record]) -> None:
    async with driven(app, (80, 24)) as pilot:
        screen = await listed(pilot, app)
        ids = [entry.id for entry in screen.past.entries]  # type: ignore[union-attr]
        first, second = built(records, 4), built(records, 1)
        screen.query_one(Listing).select_key(first.id)
        await press(pilot, "c")
        assert isinstance(app.screen, HistoryScreen), "nothing is marked yet"
        await press(pilot, "m")
        screen.query_one(Listing).select_key(second.id)
        await press(pilot, "enter")
        await at(pilot, ComparisonScreen)
        await until(pilot, lambda: "+201.3 MB" in text_of(app))
        assert ids.index(first.id) < ids.index(second.id), "an older build can be the second one"
        await press(pilot, "w")
        await until(pilot, lambda: "-201.3 MB" in text_of(app))
        await press(pilot, "escape")
        await at(pilot, HistoryScreen)
        assert "is marked" in text_of(app)
    assert difference_of(first.id, second.id).change == SIZES[1] - SIZES[4]


@pytest.mark.asyncio
async def test_an_empty_history_says_so(app: WizardApp, home: Path) -> None:
    async with driven(app, (80, 24)) as pilot:
        await listed(pilot, app)
        assert "nothing was built yet" in text_of(app)
        assert "no trend" in text_of(app)
        await press(pilot, "m", "c", "f", "d", "enter")
        assert isinstance(app.screen, HistoryScreen)
        await press(pilot, "escape")
        await at(pilot, StartScreen)


@pytest.mark.asyncio
async def test_a_build_is_opened_and_left_again(app: WizardApp, records: list[Record]) -> None:
    async with driven(app) as pilot:
        screen = await listed(pilot, app)
        screen.query_one(Listing).select_key(next(entry.id for entry in past().entries if not entry.done))
        await press(pilot, "enter")
        await at(pilot, Ask)
        assert "native-image failed" in text_of(app)
        await press(pilot, "escape")
        screen.query_one(Listing).select_key(built(records, 3).id)
        await press(pilot, "enter")
        await at(pilot, PastReport)
        await until(pilot, lambda: "82.4 MB" in text_of(app))
        await press(pilot, "g")
        await until(pilot, lambda: any("without one" in note.message for note in app._notifications))
        await press(pilot, "escape")
        await at(pilot, HistoryScreen)
        await press(pilot, "f6")
        await at(pilot, ReportScreen)
        assert type(app.screen) is ReportScreen


@pytest.mark.asyncio
async def test_a_build_is_deleted_after_a_question(app: WizardApp, records: list[Record]) -> None:
    async with driven(app) as pilot:
        screen = await listed(pilot, app)
        gone = built(records, 2).id
        screen.query_one(Listing).select_key(gone)
        await press(pilot, "d")
        await at(pilot, Ask)
        await press(pilot, "enter")  # the careful way
        assert gone in [entry.id for entry in History().entries()]
        await press(pilot, "d")
        await at(pilot, Ask)
        await press(pilot, "y")
        await until(pilot, lambda: isinstance(screen.past, Past) and screen.past.entry(gone) is None)
    left: list[Entry] = History().entries()
    assert len(left) == 6


@pytest.mark.asyncio
async def test_a_budget_is_shown_and_set(app: WizardApp, records: list[Record], project: Path) -> None:
    profile = project / "graalpy-wizard.toml"
    profile.write_text('schema = 1\n[program]\nentry = "hello.py"\n[budget]\nsize = "100 MB"\n')
    result = replace(built(records, 5), id="", finished="2026-11-24T20:00:00Z", origin=Origin(profile=str(profile)))
    History().add(result)
    async with driven(app, (80, 24)) as pilot:
        await press(pilot, "f6")
        await at(pilot, ReportScreen)
        await until(pilot, lambda: "over the budget of 100.0 MB" in text_of(app))
        assert "g Budget" in text_of(app)
        await press(pilot, "g")
        await at(pilot, BudgetPrompt)
        await press(pilot, *"170", "space", *"MB", "enter")
        await until(pilot, lambda: "within its budget" in text_of(app))
    assert 'size = "170 MB"' in profile.read_text()


def test_where_no_budget_can_stand_the_reason_is_told(records: list[Record], tmp_path: Path) -> None:
    result = built(records, 0)
    assert "without one" in budgets.budget_of(result, None).why
    gone = replace(result, origin=Origin(profile=str(tmp_path / "gone.toml")))
    assert "is gone" in budgets.budget_of(gone, None).why
    elsewhere = replace(result, origin=Origin(profile="~/hi/hi.toml"))
    assert "elsewhere" in budgets.budget_of(elsewhere, None).why


def test_a_budget_is_taken_out_and_nonsense_refused(tmp_path: Path) -> None:
    profile = tmp_path / "hi.toml"
    profile.write_text('schema = 1\n[program]\nentry = "hello.py"\n[budget]\nsize = "100 MB"\ngrowth = "2 %"\n')
    budgets.set_size(profile, "none")
    assert "size" not in profile.read_text()
    assert "growth" in profile.read_text()
    with pytest.raises(WizardError, match="no size"):
        budgets.set_size(profile, "as small as it gets")
