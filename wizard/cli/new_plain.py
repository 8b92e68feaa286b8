"""`new --plain`: the interview as line prompts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from wizard.cli import new_words as words
from wizard.cli.prompts import Asked, BackError, Item, LeaveError, Prompts, RestError
from wizard.ground.problems import WizardError
from wizard.interview import drafts, state
from wizard.interview.choices import choices_of
from wizard.interview.discovery import Candidate, discover
from wizard.interview.opening import nothing_sure, open_candidate, open_program
from wizard.interview.state import Interview
from wizard.interview.trouble import Trouble, take
from wizard.interview.view import QuestionView, Status, look

Step = Callable[[Interview], Interview]


class Plain:
    """One interview. `prompts.ended` makes the rest of it take its defaults."""

    def __init__(self, prompts: Prompts) -> None:
        self.prompts = prompts

    def opened(self, program: str, cwd: Path) -> Interview:
        """What was named, or what this folder holds; only several programs are a question."""
        try:
            return open_program(program, cwd)
        except WizardError as error:
            if error.problems[0].code != "many-programs":
                raise
        found = discover(cwd / program)
        able = [candidate for candidate in found.candidates if candidate.possible]
        return open_candidate(cwd / program, self._program(able), environ=words.environ())

    def interview(self, i: Interview) -> Interview:
        """Everything that is asked, in order; `<` goes back one question."""
        self.prompts.say(words.opening(i))
        steps = self._steps(i)
        at, last = 0, -1
        states: list[Interview] = []
        while at < len(steps):
            try:
                after = steps[at](i)
            except BackError:
                at, i = (last, states[last]) if last >= 0 else (at, i)
                last = max(last - 1, -1)
                continue
            except RestError:
                self.prompts.ended, ended = True, self.prompts.ended
                i = self._rest(i, steps[at:])
                self.prompts.ended = ended
                break
            del states[at:]
            states.append(i)
            i, last, at = after, at, at + 1
            self.keep(i)
        return i

    def _rest(self, i: Interview, steps: Sequence[Step]) -> Interview:
        for step in steps:
            i = step(i)
        return i

    def _steps(self, i: Interview) -> list[Step]:
        """Of a new profile every question; of one that is there only what it leaves open."""
        steps: list[Step] = []
        if (draft := self._found(i)) is not None:
            steps.append(lambda now: self._draft(now, draft))
        if not look(i).questions:
            return steps
        if i.setting.text:
            fresh = [question.key for question in look(i).questions if question.origin == "default"]
        else:
            steps.append(self._preset)
            fresh = [question.key for question in look(i).questions if not question.folded]
        steps += [self._settle, *(self._question(key, fresh) for key in fresh)]
        if not i.setting.text:
            steps.append(self._folded)
        return steps

    def _program(self, able: Sequence[Candidate]) -> Candidate:
        if not able:
            raise nothing_sure(Path.cwd(), able, able)
        items = [Item(candidate.entry, candidate.entry, candidate.why) for candidate in able]
        [entry] = self.prompts.ask(Asked("program", "Which program", items, None))
        return next(candidate for candidate in able if candidate.entry == entry)

    def _found(self, i: Interview) -> drafts.Draft | None:
        """What was typed by hand before, about this program: the lines of a pipe are not lost."""
        found = drafts.find(i.setting.file) if self.prompts.by_hand else None
        return found if found and (found.field, found.program) == i.setting.subject.named else None

    def keep(self, i: Interview) -> None:
        """What is typed by hand is not lost."""
        if self.prompts.by_hand:
            drafts.keep(i)

    def _draft(self, i: Interview, draft: drafts.Draft) -> Interview:
        if self.yes("draft", f"Take up the answers that were not saved ({draft.saved})", default=True):
            return drafts.restored(i, draft)
        drafts.remove(draft.file)
        return i

    def _preset(self, i: Interview) -> Interview:
        self.prompts.say()
        self.prompts.say("What is it for? A preset answers every question; you can change each answer.")
        presets = words.in_order(i.setting.presets.values())
        items = [Item(p.name, p.name, f"{p.sentence}{words.measured(p)}") for p in presets]
        [name] = self.prompts.ask(Asked("preset", "Preset", items, (i.preset.name,)))
        return self._settle(state.use_preset(i, name, keep=True))

    def _question(self, key: str, among: Sequence[str]) -> Step:
        return lambda i: self.question(i, key, f"{among.index(key) + 1} of {len(among)}")

    def question(self, i: Interview, key: str, number: str = "") -> Interview:
        """Ask one question, and settle what its answer breaks."""
        question = look(i).question(key)
        if question.status is Status.ENVIRONMENT:
            self.prompts.say(f"{question.title}: {question.label} ({question.origin} decides)")
            return i
        if not self.prompts.ended:
            self.prompts.say()
            place = f"Question {number}, " if number else ""
            self.prompts.say(f"{place}{question.title}: {question.prompt}")
            if question.because:
                self.prompts.say(words.changed(question))
        return self._answered(i, question)

    def _answered(self, i: Interview, question: QuestionView) -> Interview:
        held = question.said.split(",")
        items = [Item(choice.value, choice.title, choice.help) for choice in question.choices]
        default = tuple(item.word for item in items if item.word in held)
        lines = [] if self.prompts.ended else words.help_of(question, choices_of(i, question.key))
        several = question.kind == "set"
        chosen = self.prompts.ask(Asked(question.key, question.title, items, default, several=several, help=lines))
        if chosen == default:  # what the preset or a rule says stays theirs
            return self._settle(i)
        after = state.answer(i, question.key, list(chosen) if several else chosen[0])
        self.prompts.say(words.estimate(look(after)))
        return self._settle(after)

    def _settle(self, i: Interview) -> Interview:
        """Until nothing stands in the way of a build that has a way out."""
        self.keep(i)
        while errors := [trouble for trouble in look(i).errors if trouble.ways]:
            self.prompts.say()
            self.prompts.say(f"Attention: {errors[0].text}.")
            for place in errors[0].places[:3]:
                self.prompts.say(place, indent=2)
            i = self._way(i, errors[0])
        return i

    def _way(self, i: Interview, trouble: Trouble) -> Interview:
        ways = {words.word_of(way): way for way in trouble.ways}
        items = [Item(word, way.label) for word, way in ways.items()]
        name = " and ".join(trouble.keys) or words.NAMES.get(trouble.kind, trouble.kind)
        [word] = self.prompts.ask(Asked(name, "What shall be done", items, None))
        after = take(i, ways[word])
        if after is i:
            raise WizardError(words.stuck(trouble), words.INPUT)
        return after

    def _folded(self, i: Interview) -> Interview:
        folded = [question for question in look(i).questions if question.folded]
        if not folded or self.prompts.ended:
            return i
        self.prompts.say()
        titles = ", ".join(question.title for question in folded)
        if not self.yes("advanced", f"{len(folded)} advanced questions are left ({titles}). Ask them", default=False):
            return i
        for question in folded:
            i = self.question(i, question.key)
        return i

    def yes(self, name: str, prompt: str, *, default: bool) -> bool:
        items = [Item("yes", "Yes"), Item("no", "No")]
        return self.prompts.ask(Asked(name, prompt, items, ("yes" if default else "no",))) == ("yes",)

    def consent(self, lines: Sequence[str]) -> bool:
        """Only a typed yes is one."""
        self.prompts.say()
        self.prompts.say("This asks for what can run code or reach outside its folder:")
        for line in lines:
            self.prompts.say(line, indent=2)
        return self.yes("consent", "Do you consent", default=False)

    def end(self) -> str:
        """ "save", "build", "rehearse", "change" or "leave"."""
        self.prompts.say()
        items = [
            Item("save", "Save the profile"),
            Item("build", "Save it and build now"),
            Item("rehearse", "Rehearse: run the program on a JVM with these answers, in seconds"),
            Item("change", "Change an answer"),
            Item("leave", "Leave without saving"),
        ]
        try:
            return self.prompts.ask(Asked("end", "What now", items, ("save",)))[0]
        except LeaveError:
            return "leave"
        except (BackError, RestError) as error:
            return "change" if isinstance(error, BackError) else "save"
