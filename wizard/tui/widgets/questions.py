"""The questions as a list, and the choices of one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.binding import Binding
from textual.content import Content
from textual.message import Message

from wizard.ground.columns import columns, cut
from wizard.ground.foreign import plain
from wizard.ground.several import some
from wizard.planning.broken import is_private
from wizard.tui.widgets.listing import Listing, Row
from wizard.tui.widgets.say import lines, say, wrapped

if TYPE_CHECKING:
    from wizard.interview.choices import ChoiceView
    from wizard.interview.view import QuestionView

SIGNS = {
    "answered": ("✓", "$success"), "default": ("·", "dim"), "environment": ("$", "$accent"),
    "conflict": ("✗", "bold $error"), "breaks": ("!", "bold $warning"),
}  # fmt: skip
FOLD = "+advanced"
MODULES = 12  # of the program, in the line that names them


def question_row(question: QuestionView, width: int) -> Content:
    """`✓ Network      none`; a sign, not a colour, says how it stands."""
    sign, style = SIGNS.get(question.status.name.lower(), ("?", ""))
    room = max(width - 2, 8)
    value = cut(plain(question.said), max(room // 2 - 1, 4))
    title = cut(question.title, max(room - columns(value) - 1, 4))
    gap = " " * max(room - columns(title) - columns(value), 1)
    return say((sign, style), " ", title, gap, (value, "dim"))


class QuestionList(Listing):
    """Arrows up and down go from question to question, left and right change the answer."""

    HELP = """\
# Questions
Each has a sign: `✓` you answered it, `·` the preset's answer, `$` an environment variable decides,
`!` breaks an import of the program, `✗` contradicts another answer.

* `up` and `down` go from question to question
* `left` and `right` change the answer, `1` to `9` give it at once
* `enter` goes to the choices, where each is explained
* `/` searches questions, options and Python modules: `ssl` leads to the question that decides it
"""
    BINDINGS = [
        Binding("enter", "select", "Choices", show=False, id="questions.choices", tooltip="Go to the choices"),
        Binding("left", "shift(-1)", "Answer", key_display="←→", id="questions.left", tooltip="The choice before"),
        Binding("right", "shift(1)", show=False, id="questions.right", tooltip="The next choice"),
    ]

    class Shift(Message):
        """The next or the previous choice is wanted."""

        def __init__(self, by: int) -> None:
            super().__init__()
            self.by = by

    def action_shift(self, by: int) -> None:
        """Change the answer."""
        self.post_message(self.Shift(by))

    def fill(self, questions: Sequence[QuestionView], *, unfolded: bool) -> None:
        """Those that are asked of everybody; the advanced ones below a row that folds them."""
        rows = [_row(question) for question in questions if not question.folded]
        advanced = [question for question in questions if question.folded]
        if advanced:
            rows.append(Row(FOLD, lambda width: fold_row(len(advanced), width, unfolded=unfolded)))
            rows += [_row(question) for question in advanced if unfolded or question.problems]
        self.show(rows)


def fold_row(count: int, width: int, *, unfolded: bool) -> Content:
    """`▸ 6 advanced`."""
    return say((cut(f"{'▾' if unfolded else '▸'} {count} advanced", width), "$accent"))


def _row(question: QuestionView) -> Row:
    return Row(question.key, lambda width: question_row(question, width))


class ChoiceList(Listing):
    """The choices of one question: enter or space takes one."""

    HELP = "# Choices\n`enter` or `space` takes the marked one; `esc` goes back to the questions."
    BINDINGS = [
        Binding("space", "select", "Take", show=False, id="choices.take"),
        Binding("left", "app.focus_previous", show=False),
    ]

    def fill(self, kind: str, choices: Sequence[ChoiceView]) -> None:
        """A sign shows what holds: a dot for one of several, a cross for each of a set."""
        self.show([_choice(number, kind, choice) for number, choice in enumerate(choices, 1)])


def _choice(number: int, kind: str, choice: ChoiceView) -> Row:
    return Row(choice.value, lambda width: choice_row(number, kind, choice, width))


def choice_row(number: int, kind: str, choice: ChoiceView, width: int) -> Content:
    """Title with what it saves, and its sentence below."""
    on, off = ("(•)", "( )") if kind == "choice" else ("[x]", "[ ]")
    marks = [change_of(choice.size)] if choice.size else []
    marks += ["preset's"] if choice.usual and not choice.chosen else []
    marks += [f"built as {choice.built_as}"] if choice.built_as else []
    bad = ("  ✗ contradicts", "bold $error") if choice.conflict else ("", "")
    bad = (f"  ! breaks {_count(len(choice.breaks_here))}", "bold $warning") if choice.breaks_here else bad
    head = choice_head(on if choice.chosen else off, number, choice, bad, marks)
    while marks and head.cell_length > width:  # whole words or none
        marks = marks[:-1]
        head = choice_head(on if choice.chosen else off, number, choice, bad, marks)
    return lines(head.truncate(width, ellipsis=True), wrapped(choice.help, width, 4, "dim"))


def choice_head(sign: str, number: int, choice: ChoiceView, bad: tuple[str, str], marks: Sequence[str]) -> Content:
    """Sign, title, the key that takes it, what speaks against it, what it saves."""
    return say(
        (sign, "bold $primary" if choice.chosen else "dim"), " ",
        (choice.title, "bold" if choice.chosen else ""), (f"  {number}", "dim"),
        bad, ("  " + ", ".join(marks) if marks else "", "$accent"),
    )  # fmt: skip


def _count(imports: int) -> str:
    return f"{imports} import{'s' * (imports != 1)}"


def imports_text(modules: Sequence[str], choices: Sequence[ChoiceView], width: int) -> Content:
    """What the program imports, and which choice breaks some of it."""
    if not modules:
        return Content("")
    bad = [choice for choice in choices if choice.breaks_here]
    rows = [wrapped(f"your code imports {some(modules, MODULES)}", width, 0, "dim")]
    for choice in bad:
        told = f"“{choice.title}” breaks {', '.join(choice.breaks_here[:MODULES])}"
        rows.append(say(("! ", "bold $warning"), told))
    return lines(*rows) if bad else lines(*rows, say(("✓ ", "$success"), ("no choice here breaks any of it", "dim")))


def change_of(size: int) -> str:
    """`-11.2 MB` or `+3.1 MB`."""
    return f"{'-' if size < 0 else '+'}{abs(size) / 1e6:.1f} MB"


def effects(choice: ChoiceView) -> Content:
    """All that a choice does, for the pane beside it."""
    rows = [say((choice.title, "bold $primary"))]
    if choice.conflict:
        rows.append(say(("✗ contradicts  ", "bold $error"), choice.conflict))
    if choice.built_as:
        rows.append(say(("built as  ", "$warning"), f"{choice.built_as}: {choice.built_because}"))
    rows += _listed("breaks here", choice.breaks_here, "bold $warning")
    rows += _listed("removes", choice.removes)
    public = [name for name in choice.breaks if not is_private(name)]
    rows += _listed("breaks", [name for name in public if name not in choice.breaks_here])
    rows += [say(("! ", "$warning"), text) for text in choice.limits]
    rows += [say(("changes  ", "$accent"), text) for text in choice.changes]
    if choice.size:
        word = "saves" if choice.size <= 0 else "costs"
        rows.append(say((f"{word}  ", "$success"), f"{abs(choice.size) / 1e6:.1f} MB, {choice.basis}"))
    elif choice.size is None and not choice.chosen:
        rows.append(say(("saves  ", "$success"), "not measured"))
    if len(rows) == 1:
        nothing = "removes nothing and breaks nothing" + ("" if choice.options else ", and sets no option")
        rows.append(say((nothing, "dim")))
    for option in choice.options:
        rows += [say(""), say(("sets  ", "$accent"), (option.title, "bold"))]
        rows += [say(("  " + text, "dim")) for text in option.sets[:6]]
        rows += [say(("  because  ", "dim"), text) for text in option.because]
        rows.append(say(("  effect  ", "dim"), option.measured))
    return lines(*rows)


def _listed(name: str, values: Sequence[str], style: str = "$accent") -> list[Content]:
    return [say((f"{name}  ", style), some(values, 14))] if values else []
