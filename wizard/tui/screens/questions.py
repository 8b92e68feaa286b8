"""The questions: a list, the choices of one, what a choice does, what is wrong, what it all comes to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.reactive import reactive
from textual.widgets import OptionList, Static

from wizard.tui.screens.base import WizardScreen
from wizard.tui.state import State
from wizard.tui.widgets.beside import Beside
from wizard.tui.widgets.estimate_bar import EstimateBar
from wizard.tui.widgets.questions import FOLD, ChoiceList, QuestionList, effects, imports_text
from wizard.tui.widgets.say import lines, say
from wizard.tui.widgets.troubles import WAY_KEYS, trouble_line, way_line

if TYPE_CHECKING:
    from wizard.interview.choices import ChoiceView
    from wizard.interview.trouble import Trouble
    from wizard.interview.view import QuestionView


class QuestionsScreen(WizardScreen):
    """Every action goes through `wizard.act`, which replaces the interview in the state."""

    WHERE = "Questions"
    BINDINGS = [
        Binding("r", "app.review", "Review", id="questions.review", tooltip="Everything at once, before building"),
        Binding("b", "app.build_now", "Build", id="questions.build", tooltip="Build at once"),
        Binding("slash", "search", "Search", key_display="/", id="questions.search",
                tooltip="Questions, options, Python modules"),
        Binding("p", "preset", "Preset", id="questions.preset", tooltip="Start from another preset"),
        Binding("t", "app.rehearse", "Try", id="app.rehearse", tooltip="Run the program with these answers on a JVM"),
        Binding("u", "undo", "Undo", id="questions.undo", tooltip="Take the last change back"),
        Binding("i", "info", "Info", id="questions.info", tooltip="What the marked choice does, on narrow screens"),
        Binding("escape", "back", "Start", id="questions.back", tooltip="Back; the answers stay"),
        Binding("U", "redo", "Redo", show=False, id="questions.redo", tooltip="Make it again"),
        Binding("x", "clear", "Clear", show=False, id="questions.clear", tooltip="The preset's answer again"),
        *(Binding(str(n), f"choose({n})", show=False) for n in range(1, 10)),
        *(Binding(key, f"way({n})", show=False) for n, key in enumerate(WAY_KEYS)),
    ]  # fmt: skip

    unfolded: reactive[bool] = reactive(False)
    info: reactive[bool] = reactive(False, toggle_class="-info")

    def body(self) -> ComposeResult:
        """Three columns where there is room, and three lines below."""
        with Horizontal(id="columns"):
            questions = QuestionList(id="questions", classes="panel")
            questions.border_title = "Questions"
            yield questions
            with Vertical(id="question", classes="panel"):
                yield Static(id="prompt")
                yield Static(id="question-help")
                yield Static(id="origin")
                yield ChoiceList(id="choices")
                yield Static(id="imports")
                yield Beside(id="beside")
            with VerticalScroll(id="effects", classes="panel"):
                yield Static(id="effects-text")
        yield Static(id="troubles")
        yield Static(id="ways")
        yield EstimateBar()

    def on_mount(self) -> None:
        """Keys go to the list of questions."""
        super().on_mount()
        self.choice_views: tuple[ChoiceView, ...] = ()
        self.query_one(QuestionList).focus()

    # Drawing

    def show(self, state: State) -> None:
        """All of it."""
        view = state.view
        if view is None or state.interview is None:
            return
        self.query_one(QuestionList).fill(view.questions, unfolded=self.unfolded)
        self.query_one(EstimateBar).view = view
        self.query_one(Beside).seen = (view, self.wizard.preset_rows())
        setting = state.interview.setting
        self.title_bar.left = setting.subject.name
        self.title_bar.right = (
            f"GraalPy {setting.version.version} · {setting.file.name}{' *' if state.interview.changed else ''}"
        )
        self.draw_question()
        self.refresh_bindings()

    @property
    def help_more(self) -> str:
        """For F1: the marked question in the catalogue's own words."""
        question = self.current
        return f"# {question.title}\n{question.prompt} {question.help}" if question is not None else ""

    @property
    def current(self) -> QuestionView | None:
        """The question that is marked."""
        key, view = self.query_one(QuestionList).key, self.state.view
        if view is None or key in ("", FOLD):
            return None
        return view.question(key)

    def draw_question(self) -> None:
        """The marked question with its choices, and what is wrong with it."""
        question, interview = self.current, self.state.interview
        if question is None or interview is None:
            self.draw_troubles()
            return
        from wizard.interview.choices import choices_of, imported

        self.choice_views = choices_of(interview, question.key)
        self.query_one("#question").border_title = question.title
        self.query_one("#prompt", Static).update(say((question.prompt, "bold")))
        self.query_one("#question-help", Static).update(say((question.help, "dim")))
        self.query_one("#origin", Static).update(origin_text(question))
        choices = self.query_one(ChoiceList)
        choices.fill(question.kind, self.choice_views)
        imports = imports_text(imported(interview), self.choice_views, max(choices.room, 20))
        self.query_one("#imports", Static).update(imports)
        if self.focused is not choices:
            chosen = next((choice.value for choice in self.choice_views if choice.chosen), "")
            choices.select_key(chosen)
        self.draw_effects()
        self.draw_troubles()

    def draw_effects(self) -> None:
        """What the marked choice does."""
        key = self.query_one(ChoiceList).key
        choice = next((choice for choice in self.choice_views if choice.value == key), None)
        self.query_one("#effects").border_title = "What this does"
        self.query_one("#effects-text", Static).update(effects(choice) if choice is not None else Content(""))

    def draw_troubles(self) -> None:
        """Those of this question with their ways out, else how many others there are."""
        texts = (trouble_line(self.troubles, self.state.view), way_line(self.troubles))
        for name, told in zip(("#troubles", "#ways"), texts, strict=True):
            box = self.query_one(name, Static)
            box.display = bool(told.plain)
            box.update(told)

    @property
    def troubles(self) -> tuple[Trouble, ...]:
        """Of the marked question, else all that is more than a notice."""
        question, view = self.current, self.state.view
        if question is not None and question.problems:
            return question.problems
        return tuple(t for t in view.problems if t.kind != "notice") if view is not None else ()

    # What happens

    @on(OptionList.OptionHighlighted, "#questions")
    def question_marked(self) -> None:
        """Another question."""
        self.draw_question()

    @on(OptionList.OptionHighlighted, "#choices")
    def choice_marked(self) -> None:
        """Another choice."""
        self.draw_effects()

    @on(OptionList.OptionSelected, "#questions")
    def question_chosen(self) -> None:
        """Enter: unfold, or go to the choices."""
        if self.query_one(QuestionList).key == FOLD:
            self.unfolded = not self.unfolded
        else:
            self.query_one(ChoiceList).focus()

    @on(OptionList.OptionSelected, "#choices")
    def choice_chosen(self) -> None:
        """Enter or a click on a choice."""
        question = self.current
        if question is not None:
            self.take(question, self.query_one(ChoiceList).key)
            if question.kind == "choice":
                self.query_one(QuestionList).focus()

    @on(QuestionList.Shift)
    def shifted(self, event: QuestionList.Shift) -> None:
        """Left or right: the neighbouring choice; a set has none, there the keys go to its choices."""
        question = self.current
        if question is None or question.kind != "choice":
            self.query_one(ChoiceList).focus()
            return
        values = [choice.value for choice in self.choice_views]
        at = next((n for n, choice in enumerate(self.choice_views) if choice.chosen), 0)
        self.take(question, values[(at + event.by) % len(values)])

    def take(self, question: QuestionView, value: str) -> None:
        """Answer it."""
        from wizard.interview.given import toggle
        from wizard.interview.state import answer

        change = toggle if question.kind == "set" else answer
        self.wizard.act(lambda interview: change(interview, question.key, value))

    def action_choose(self, number: int) -> None:
        """A choice by its number."""
        question = self.current
        if question is not None and number <= len(self.choice_views):
            self.take(question, self.choice_views[number - 1].value)

    def action_way(self, number: int) -> None:
        """A way out of what is wrong."""
        from wizard.interview.trouble import take

        ways = [way for trouble in self.troubles[:1] for way in trouble.ways]
        if number < len(ways):
            self.wizard.act(lambda interview: take(interview, ways[number]))

    def action_clear(self) -> None:
        """The preset's answer."""
        from wizard.interview.state import clear

        question = self.current
        if question is not None:
            self.wizard.act(lambda interview: clear(interview, question.key))

    def action_undo(self) -> None:
        """One change back."""
        from wizard.interview.state import undo

        self.wizard.act(undo)

    def action_redo(self) -> None:
        """And forth."""
        from wizard.interview.state import redo

        self.wizard.act(redo)

    def action_info(self) -> None:
        """The pane on the right, where it is hidden."""
        self.info = not self.info

    @work(exclusive=True, group="search", exit_on_error=False)
    async def action_search(self) -> None:
        """Go to the question that decides it."""
        from wizard.tui.screens.search import Search

        interview = self.state.interview
        if interview is not None:
            key = await self.app.push_screen_wait(Search(interview))
            if key:
                self.go_to(key)

    def go_to(self, key: str) -> None:
        """Mark a question, advanced or not."""
        view = self.state.view
        if view is not None and view.question(key).folded:
            self.unfolded = True
        questions = self.query_one(QuestionList)
        questions.select_key(key)
        questions.focus()

    def watch_unfolded(self) -> None:
        """More or fewer rows."""
        if self.is_mounted and self.state.view is not None:
            self.query_one(QuestionList).fill(self.state.view.questions, unfolded=self.unfolded)

    @work(exclusive=True, group="preset", exit_on_error=False)
    async def action_preset(self) -> None:
        """Choose where the answers start."""
        from wizard.interview.state import use_preset
        from wizard.tui.screens.pick_preset import PickPreset

        name = await self.app.push_screen_wait(PickPreset(self.wizard.preset_rows(), self.state.interview))
        if name:
            self.wizard.act(lambda interview: use_preset(interview, name))

    def action_back(self) -> None:
        """From the choices to the questions, from there to the start; open panes close first."""
        if self.info:
            self.info = False
        elif self.focused is self.query_one(ChoiceList):
            self.query_one(QuestionList).focus()
        else:
            self.app.pop_screen()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Grey where there is nothing to undo."""
        del parameters
        interview = self.state.interview
        if action == "undo":
            return True if interview is not None and interview.can_undo else None
        return True


def origin_text(question: QuestionView) -> Content:
    """Where the answer comes from, and what was asked for if it is not built."""
    rows = [say(("answer from ", "dim"), (question.origin, "$accent"))]
    if question.asked:
        rows.append(say(("! ", "bold $warning"), f"{question.asked} was asked for: {question.because}"))
    return lines(*rows)
