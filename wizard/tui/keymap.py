"""Every key of the app that can be another one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from textual.binding import Binding


@dataclass(frozen=True, slots=True)
class Bound:
    """`id`: as [app.keys] names it; `usual`: the key without that; `told`: what it does."""

    id: str
    usual: str
    told: str

    def now(self, own: Mapping[str, str]) -> str:
        """The key that it has."""
        return own.get(self.id, self.usual)


def every() -> tuple[Bound, ...]:
    """By screen, in the order in which the screens show them."""
    found: dict[str, Bound] = {}
    for owner in _owners():
        for binding in owner.__dict__.get("BINDINGS", ()):
            if isinstance(binding, Binding) and binding.id and binding.id not in found:
                found[binding.id] = Bound(binding.id, binding.key, binding.tooltip or binding.description or binding.id)
    return tuple(sorted(found.values(), key=lambda bound: _place(bound) != "app"))


def same_key(bound: Bound, key: str, known: Sequence[Bound], own: Mapping[str, str]) -> Bound | None:
    """What has this key already, on the same screen or everywhere."""
    for other in known:
        together = "app" in (_place(bound), _place(other)) or _place(bound) == _place(other)
        if other.id != bound.id and together and key in other.now(own).split(","):
            return other
    return None


def _place(bound: Bound) -> str:
    return bound.id.partition(".")[0]


def _owners() -> tuple[type, ...]:
    from wizard.tui.app import WizardApp
    from wizard.tui.screens import build, comparison, history, presets, questions, rehearse, report, review, settings
    from wizard.tui.screens.keys import KeysScreen
    from wizard.tui.screens.start import StartScreen
    from wizard.tui.widgets.listing import Listing
    from wizard.tui.widgets.log_pane import LogPane
    from wizard.tui.widgets.log_view import LogView
    from wizard.tui.widgets.questions import ChoiceList, QuestionList

    return (
        WizardApp, StartScreen, questions.QuestionsScreen, QuestionList, ChoiceList, review.ReviewScreen,
        rehearse.RehearseScreen, build.BuildScreen, LogPane, LogView, report.ReportScreen, history.HistoryScreen,
        comparison.ComparisonScreen, presets.PresetsScreen, settings.SettingsScreen, KeysScreen, Listing,
    )  # fmt: skip
