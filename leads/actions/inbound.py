"""A reply of an advisor or a reader is stored as it comes, then read, done, and told what was done.

Two things are the permission to act: the address it went to, which only the brief had, and that it
comes from the advisor's own address. A service that says the sender is another than it claims
leaves it to a person, as does everything that is not plain.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid5

from django.db import transaction
from django.urls import reverse

from leads import outbox
from leads.actions.absences import record_absence
from leads.actions.alerts import Notice, alert_operator
from leads.actions.assignments import accept_assignment, decline_assignment, postpone_assignment
from leads.actions.deliveries import plan_delivery
from leads.actions.holding import LeadGone, StaleLead
from leads.actions.leads import add_note, record_outcome
from leads.actions.reader_replies import reader_of, take_reply
from leads.domain.actors import Actor
from leads.domain.automatic import Written, back_at
from leads.domain.replies import (
    Accept,
    Away,
    Decline,
    Note,
    NotNow,
    Outcomes,
    Said,
    Unclear,
    own_words,
    read_reply,
)
from leads.domain.working_time import end_of_work
from leads.models import Advisor, Assignment, InboundMessage, Lead
from leads.models.deliveries import Kind
from leads.models.outbox import Topic
from leads.models.reply_addresses import turn_of_address
from leads.models.timeline import Outcome
from leads.models.tokens import normalised
from leads.outbox import Claimed

LONGEST: Final = 20_000
PAUSE: Final = timedelta(days=2)  # of an absence note that says no date
REPLIES: Final = UUID("6c2f0a3e-7f55-4a1a-9a0e-0d9d4b7e2c61")  # a namespace: one line for one mail
Became = InboundMessage.Became


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail that came in; whatever the service left out is ""."""

    service: str
    event_id: str
    recipients: tuple[str, ...]
    sender: str
    subject: str
    text: str
    answered: tuple[str, ...] = ()  # ids of the messages that it says it answers
    written_by: Written = Written.PERSON
    is_doubtful: bool = False


def record_inbound(letter: Letter) -> None:
    """Store it and owe its judgement. The same mail again changes nothing."""
    turns = (turn_of_address(each) for each in letter.recipients)
    turn = next((each for each in turns if each is not None), None)
    offer = Assignment.objects.filter(pk=turn).first() if turn else None
    sender = normalised(letter.sender)[:254]
    reader = None
    if offer is None:
        reader = reader_of(recipients=letter.recipients, answered=letter.answered, sender=sender)
    stored = InboundMessage(
        event_key=_key(letter),
        service=letter.service[:40],
        assignment=offer,
        lead=reader,
        from_address=sender,
        subject=letter.subject[:255],
        text=letter.text[:LONGEST],
        written_by=letter.written_by.value,
        is_doubtful=letter.is_doubtful,
    )
    with transaction.atomic():
        InboundMessage.objects.bulk_create([stored], ignore_conflicts=True)
        row = InboundMessage.objects.only("pk").get(event_key=stored.event_key)
        outbox.enqueue(Topic.REPLY_RECEIVED, row.pk)


def judge_reply(work: Claimed, now: datetime) -> None:
    """Do what it says, or hand it to a person."""
    with transaction.atomic():
        row = InboundMessage.objects.select_related(
            "assignment__advisor", "assignment__lane", "assignment__decision__submission", "lead"
        ).get(pk=work.key)
        if row.became == Became.RECEIVED:
            _judge(row, now=now)
        outbox.complete(work)


def _judge(row: InboundMessage, *, now: datetime) -> None:
    turn = row.assignment
    if row.written_by == Written.MACHINE:  # a loop is never answered
        row.settle(Became.IGNORED)
    elif row.lead is not None:
        _hear_reader(row, row.lead, now=now)
    elif turn is None:
        _to_nowhere(row, now=now)
    elif row.is_doubtful or row.from_address != normalised(turn.advisor.email):
        _hand_over(row, "It does not come from the advisor’s own address.", now=now)
    elif row.written_by == Written.ABSENCE:
        _pause(row, turn, now=now)
    else:
        _obey(row, turn, now=now)


def _hear_reader(row: InboundMessage, lead: Lead, *, now: datetime) -> None:
    """An absence note of a reader answers nothing, so it ends nothing."""
    if row.written_by == Written.ABSENCE:
        row.settle(Became.IGNORED)
    elif row.is_doubtful:
        _hand_over(row, "The mail service says that its sender is another.", now=now)
    else:
        try:
            told = take_reply(row, lead, now=now)
        except LeadGone as gone:
            row.settle(Became.REFUSED, gone.sentence)
            return
        if told:
            row.settle(Became.DONE, "The reader wrote back; whoever has the lead was told.")
        else:
            _hand_over(row, "A reader wrote back, and nobody has their lead.", now=now)


def _to_nowhere(row: InboundMessage, *, now: datetime) -> None:
    """Whoever guesses addresses alarms nobody; an advisor is always heard."""
    if Advisor.objects.filter(email__iexact=row.from_address, active=True).exists():
        _hand_over(row, "It went to an address that names no lead.", now=now)
    else:
        row.settle(Became.UNKNOWN)


def _obey(row: InboundMessage, turn: Assignment, *, now: datetime) -> None:
    said = read_reply(own_words(row.text), now=now, zone=turn.advisor.calendar.zone)
    if isinstance(said, Unclear):
        _hand_over(row, said.why, now=now)
        _answer(row, turn, now=now)
        return
    try:
        done = _do(said, turn, row=row, now=now)
    except LeadGone as gone:
        row.settle(Became.REFUSED, gone.sentence)
    except StaleLead as stale:
        if isinstance(said, Note | Outcomes):
            _hand_over(row, stale.sentence, now=now)
        else:
            row.settle(Became.REFUSED, stale.sentence)
    else:
        row.settle(Became.DONE, done)
    _answer(row, turn, now=now)


def _do(said: Said, turn: Assignment, *, row: InboundMessage, now: datetime) -> str:
    """What was done, in a sentence to the advisor. Raises StaleLead."""
    by, advisor = Actor.advisor(turn.advisor_id), turn.advisor
    with transaction.atomic():
        match said:
            case Accept():
                accept_assignment(turn, by=by, now=now)
                done = "You accepted the lead. It is yours."
            case Decline():
                decline_assignment(turn, reason=said.reason, by=by, now=now)
                return "You declined the lead. It goes to the next advisor."
            case NotNow():
                until = said.until.begins if said.until.at else None
                until = until or end_of_work(advisor.calendar, said.until.day)
                postpone_assignment(turn, until=until, by=by, now=now)
                done = f"You answer later. The lead waits for you until {_told(until, advisor)}."
            case Away():
                return _away(said, advisor, now=now)
            case Outcomes():
                done = _record(said, turn, row=row, by=by, now=now)
            case Note():
                _check_holds(turn)
                add_note(turn.lead, text=said.text, by=by, now=now, once=_once(row, "note"))
                return "Your note is on the lead’s timeline."
            case Unclear():
                raise ValueError("What is unclear is done by nobody.")
        if more := getattr(said, "more", ""):
            add_note(turn.lead, text=more, by=by, now=now, once=_once(row, "more"))
        return done


def _record(
    said: Outcomes, turn: Assignment, *, row: InboundMessage, by: Actor, now: datetime
) -> str:
    _check_holds(turn)
    for each in said.outcomes:
        record_outcome(
            turn.lead, outcome=each, reason=said.reason, by=by, now=now, once=_once(row, each)
        )
    words = ", ".join(str(Outcome(each).label) for each in said.outcomes)
    return f"What came of the lead is recorded: {words}."


def _check_holds(turn: Assignment) -> None:
    current = Assignment.objects.get(pk=turn.pk)
    if not current.is_open:
        raise StaleLead("This lead is no longer yours, so a person looks at what you wrote.")


def _away(said: Away, advisor: Advisor, *, now: datetime) -> str:
    record_absence(advisor, starts=said.starts, ends=said.ends)
    begin = f" from {_told(said.starts, advisor)}" if said.starts > now else ""
    return f"You get no new leads{begin} until {_told(said.ends, advisor)}."


def _pause(row: InboundMessage, turn: Assignment, *, now: datetime) -> None:
    """An absence note stops new leads; once a day at most it is answered, by a mail that says of
    itself that no person wrote it."""
    advisor = turn.advisor
    found = back_at(f"{row.subject}\n{row.text}", now=now, zone=advisor.calendar.zone)
    ends = found or now + PAUSE
    if any(each.covers(now) for each in advisor.absences.all()) and not found:
        row.settle(Became.DONE, "You are known to be away.")
        return
    absence = record_absence(advisor, starts=now, ends=ends)
    read = "Your mailbox says that you are away" + ("." if found else ", and not until when.")
    row.settle(Became.DONE, f"{read} You get no new leads until {_told(ends, advisor)}.")
    if absence is not None:
        day = now.astimezone(advisor.calendar.zone).date()
        _answer(row, turn, now=now, key=f"away:{advisor.pk}:{day}")
        text = "An absence note came from the mailbox of an advisor, who gets no leads until then."
        path = reverse("leads_advisor:edit", args=[advisor.pk])
        notice = Notice(f"{advisor} is away until {_told(ends, advisor)}", text, path)
        alert_operator(f"away:{absence.pk}", notice, now=now)


def _hand_over(row: InboundMessage, why: str, *, now: datetime) -> None:
    """Never lost: stored, shown, and a person is told; nothing of it stands in the alert."""
    row.settle(Became.UNCLEAR, f"{why} A person reads it.")
    path = reverse("leads_inboundmessage:inspect", args=[row.pk])
    notice = Notice("A reply about a lead needs a person", f"{why} Nothing else was done.", path)
    alert_operator(f"inbound:{row.pk}", notice, now=now)


def _answer(row: InboundMessage, turn: Assignment, *, now: datetime, key: str = "") -> None:
    """What was understood, to the advisor's own address and nowhere else."""
    plan_delivery(
        Kind.ANSWERED,
        key=key or f"answered:{row.pk}",
        submission=turn.submission,
        lead=turn.lead,
        assignment=turn,
        inbound=row,
        to_address=turn.advisor.email,
        planned_for=now,
    )


def _told(moment: datetime, advisor: Advisor) -> str:
    there = moment.astimezone(advisor.calendar.zone)
    day = f"{there:%A} {there.day} {there:%B}"
    return day if (there.hour, there.minute) == (0, 0) else f"{day}, {there:%H:%M}"


def _once(row: InboundMessage, what: str) -> UUID:
    return uuid5(REPLIES, f"{row.pk}\n{what}")


def _key(letter: Letter) -> str:
    alike = [letter.event_id] if letter.event_id else [letter.sender, letter.subject, letter.text]
    identity = json.dumps([letter.service, *alike])
    return hashlib.sha256(identity.encode()).hexdigest()
