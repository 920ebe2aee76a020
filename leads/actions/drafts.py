"""A reader's draft: begun with the first step, kept on every step, sent with the last, forgotten
when its time is over."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.crypto import salted_hmac

from assessment.domain.steps import Step, steps_of
from assessment.models import PublishedRubric, StepCount
from leads import outbox
from leads.actions.deliveries import plan_delivery
from leads.actions.submissions import Sent, SubmissionConflict, accept_submission
from leads.domain.drafting import Given, Going, Kept, Move, faulty_step, move
from leads.domain.intake import FieldError, normal_email
from leads.domain.spam import flag_for
from leads.models import Delivery, Draft, Submission, TrackingEvent
from leads.models.deliveries import Kind
from leads.models.drafts import DRAFT_LASTS
from leads.models.outbox import Topic
from leads.models.personal import READERS
from leads.models.tokens import normalised, token_hash
from leads.outbox import Claimed

LINKS_A_DAY: Final = 2  # to one address, whoever asks
LINKS_A_DRAFT: Final = 3
FORGOTTEN: Final = "the draft was forgotten"


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a first step says beside its answers; `id` was made with the form."""

    id: UUID
    published: PublishedRubric
    started_at: datetime
    attribution: dict[str, str]


@dataclass(frozen=True, slots=True)
class Taken:
    """A step was taken. Exactly one of the two comes next: another step, with what is `wrong` on
    the present one, or the submission that the last step made."""

    draft: Draft
    step: Step | None
    wrong: tuple[FieldError, ...] = ()
    submission: Submission | None = None


@transaction.atomic
def begin_draft(beginning: Beginning, given: Given, *, going: Going, now: datetime) -> Taken:
    """The first step. The same form sent again goes on with the draft it made.

    Raises SubmissionConflict where that draft was sent with other answers.
    """
    new = Draft(
        id=beginning.id,
        rubric=beginning.published,
        attribution=beginning.attribution,
        started_at=beginning.started_at,
    )
    new.token_hash = token_hash(new.token)
    new.touch(now=now)
    Draft.objects.bulk_create([new], ignore_conflicts=True)
    outbox.enqueue(Topic.DRAFT_BEGUN, beginning.id, delay=DRAFT_LASTS)
    is_whole = len(steps_of(beginning.published.rubric)) == 1
    sent = Draft.objects.filter(pk=beginning.id).exclude(submitted_at=None)
    if not is_whole and sent.exists():
        raise SubmissionConflict
    return take_step(beginning.id, 1, given, going=going, now=now)


@transaction.atomic
def take_step(draft_id: UUID, number: int, given: Given, *, going: Going, now: datetime) -> Taken:
    """Keep what was given, right or wrong, and say what comes next.

    Raises SubmissionConflict where all was sent before, with other answers than these.
    """
    draft = Draft.objects.locked(draft_id)
    rubric = draft.rubric.rubric
    step = steps_of(rubric)[number - 1]
    if draft.submitted_at is not None:
        return Taken(draft, None, submission=_sent_again(draft, step, given, now=now))
    before = kept(draft)
    after = before.with_step(rubric, step, given)
    moved = move(rubric, step, before=before, given=given, going=going)
    draft.answers, draft.contact = dict(after.answers), dict(after.contact)
    draft.follow_up_consent = after.follow_up
    draft.flag = draft.flag or given.flag
    draft.touch(now=now)
    _count(draft, moved)
    if moved.to is None:
        moved = Move(faulty_step(rubric, after))
    submission = None if moved.to else _send(draft, after, now=now)
    draft.step = moved.to.number if moved.to else number
    draft.save()
    return Taken(draft, moved.to, moved.wrong, submission)


def kept(draft: Draft) -> Kept:
    return Kept(draft.answers, draft.contact, draft.follow_up_consent)


@transaction.atomic
def mail_link(draft: Draft, address: str, *, now: datetime) -> None:
    """Owe a mail with the link to carry on. Beyond the limits nothing is owed, and nothing said.

    The keys are unique, so an address gets LINKS_A_DAY however many ask at once, and one for each
    draft. Raises ValueError, with a sentence, for what is no address.
    """
    address = normalised(normal_email(address))
    held = Draft.objects.locked(draft.pk)
    if held.submitted_at or held.deliveries.count() >= LINKS_A_DRAFT:
        return
    for nth in range(LINKS_A_DAY):
        # A hash of this day alone: the keys of two days do not show that they are one person's.
        day = salted_hmac(f"lanewise.carry_on.{now:%Y-%m-%d}", address, algorithm="sha256")
        key = f"carry_on:{day.hexdigest()}:{nth}"
        planned = plan_delivery(
            Kind.CARRY_ON, key=key, draft=held, to_address=address, planned_for=now
        )
        if planned.draft_id == held.pk:
            return


def expire_draft(work: Claimed, now: datetime) -> None:
    """The draft goes when nobody has taken a step of it for DRAFT_LASTS; until then, wait on."""
    with transaction.atomic():
        draft = Draft.objects.select_for_update().filter(pk=work.key).first()
        if draft and draft.expires_at > now:
            outbox.postpone(work, draft.expires_at - now + timedelta(seconds=1))
            return
        if draft:
            forget_draft(draft)
        outbox.complete(work)


def forget_draft(draft: Draft) -> None:
    """The row goes, and of the mails with its link the address and the words; in a transaction."""
    mails = list(draft.deliveries.select_for_update())
    for delivery in mails:
        delivery.cancel(FORGOTTEN)
        delivery.forget()
    TrackingEvent.objects.filter(delivery__in=mails).update(**READERS["TrackingEvent"])
    Delivery.objects.filter(draft=draft).update(draft=None)
    draft.delete()


def _send(draft: Draft, all_kept: Kept, *, now: datetime) -> Submission:
    submission = accept_submission(
        draft.rubric,
        Sent(
            id=draft.pk,
            answers=all_kept.answers,
            particulars=all_kept.particulars(draft.rubric.rubric, draft.attribution),
            flag=draft.flag or flag_for(began=draft.started_at, now=now),
        ),
        now=now,
    )
    draft.finish(now=now)
    return submission


def _sent_again(draft: Draft, step: Step, given: Given, *, now: datetime) -> Submission:
    """A last step sent twice. Where it is the whole form, other answers are told apart."""
    if len(steps_of(draft.rubric.rubric)) > 1:
        return Submission.objects.get(pk=draft.pk)
    again = Kept().with_step(draft.rubric.rubric, step, given)
    first = Submission.objects.get(pk=draft.pk)
    said = again.particulars(draft.rubric.rubric, first.attribution)
    return accept_submission(draft.rubric, Sent(draft.pk, again.answers, said), now=now)


def _count(draft: Draft, moved: Move) -> None:
    """Each question once a draft, however often the reader goes back and forth."""
    shown, answered = (draft.counted.get(name, []) for name in ("shown", "answered"))
    new_shown = [key for key in moved.shown if key not in shown]
    new_answered = [key for key in moved.answered if key not in answered]
    StepCount.objects.record(draft.rubric_id, shown=new_shown, answered=new_answered)
    draft.counted = {"shown": shown + new_shown, "answered": answered + new_answered}
