"""One step of a draft, taken: what is kept of it, what is wrong with it, where the reader goes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from assessment.domain.answers import AnswersInvalid, parse_some
from assessment.domain.documents import UNSTORABLE
from assessment.domain.rubric import Rubric
from assessment.domain.steps import Step, Way
from leads.domain.intake import FieldError, Particulars, particulars_errors

LONGEST_KEPT = 10_000  # characters of one text; what may be sent is shorter


class Going(StrEnum):
    """Where the reader wants to go from a step; whatever they wrote on it is kept."""

    ON = "on"
    BACK = "back"
    LATER = "later"  # away, to carry on another time


@dataclass(frozen=True, slots=True)
class Given:
    """What stood on a step when it was sent, by question key; what was left empty is absent.
    `contact` is None on a step that does not ask for it."""

    answers: Mapping[str, object]
    contact: Mapping[str, str] | None = None
    follow_up: bool = False
    flag: str = ""


@dataclass(frozen=True, slots=True)
class Move:
    """`to`: the step the reader sees next; None when the last one is done. `wrong`: why it is the
    same one again. The counts are question keys."""

    to: Step | None
    wrong: tuple[FieldError, ...] = ()
    shown: tuple[str, ...] = ()
    answered: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Kept:
    """What a draft holds."""

    answers: Mapping[str, Any] = field(default_factory=dict)
    contact: Mapping[str, str] = field(default_factory=dict)
    follow_up: bool = False

    def with_step(self, rubric: Rubric, step: Step, given: Given) -> "Kept":
        """What was typed before stays where the step did not ask for it."""
        on_page = {question.key for question in Way.of(rubric, self.answers).asked_on(step)}
        own = {question.key for question in step.questions}
        answers = {key: raw for key, raw in self.answers.items() if key not in on_page}
        answers |= {key: storable(raw) for key, raw in given.answers.items() if key in own}
        if given.contact is None:
            return Kept(answers, self.contact, self.follow_up)
        return Kept(answers, storable(dict(given.contact)), given.follow_up)

    def particulars(self, rubric: Rubric, attribution: Mapping[str, str]) -> Particulars:
        """As `accept_submission` wants them; no contact where every field was left empty."""
        return Particulars(
            contact=self.contact if any(self.contact.values()) else None,
            follow_up=self.follow_up,
            consent_text_id=rubric.consent_text_id if self.follow_up else "",
            attribution=attribution,
        )


def move(rubric: Rubric, step: Step, *, before: Kept, given: Given, going: Going) -> Move:
    """From a step on which `given` was sent; `before` is what the draft held until then."""
    after = before.with_step(rubric, step, given)
    way = Way.of(rubric, after.answers)
    if going is Going.LATER:
        return Move(step)
    if going is Going.BACK:
        return Move(way.before(step) or step)
    here = tuple(question.key for question in way.asked_on(step))
    seen = {question.key for question in Way.of(rubric, before.answers).asked_on(step)}
    if any(key not in seen and key not in given.answers for key in here):
        return Move(step, shown=here)  # an answer on this step opened a question on it
    if wrong := step_errors(rubric, step, after, given=given):
        return Move(step, wrong)
    to = way.after(step)
    ahead = tuple(question.key for question in way.asked_on(to)) if to else ()
    return Move(to, shown=here + ahead, answered=tuple(k for k in here if k in way.answers))


def step_errors(
    rubric: Rubric, step: Step, kept: Kept, *, given: Given | None = None
) -> tuple[FieldError, ...]:
    """Everything wrong on this step, of what was just given or else of what was kept."""
    raw = {**kept.answers, **(given.answers if given else {})}
    errors: tuple[FieldError, ...] = ()
    try:
        parse_some(Way.of(rubric, kept.answers).asked_on(step), raw)
    except AnswersInvalid as invalid:
        errors = tuple(FieldError(f"answers.{key}", why) for key, why in invalid.errors)
    if step.asks_contact:
        said = kept if given is None else Kept({}, given.contact or {}, given.follow_up)
        errors += particulars_errors(said.particulars(rubric, {}), rubric)
    return errors


def faulty_step(rubric: Rubric, kept: Kept) -> Step | None:
    """The first step on which something is wrong."""
    steps = Way.of(rubric, kept.answers).steps
    return next((step for step in steps if step_errors(rubric, step, kept)), None)


def storable(value: Any) -> Any:
    """The same without what a database refuses; a text of any length is cut."""
    match value:
        case str():
            return UNSTORABLE.sub("", value)[:LONGEST_KEPT]
        case list():
            return [storable(each) for each in value]
        case dict():
            return {storable(key): storable(each) for key, each in value.items()}
    return value
