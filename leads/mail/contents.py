"""What goes into each kind of mail: one function a kind. The words are in templates/emails."""

import re
from typing import Any, Final

from django.conf import settings

from assessment.domain.rubric import Rubric
from leads.mail import links
from leads.mail.booking import booking_link
from leads.mail.briefs import brief, described, is_withheld, write_url, zone_of
from leads.mail.digests import open_leads
from leads.mail.drawn import bars, points_of
from leads.mail.inert import first_name, inert
from leads.mail.letters import addressee, letter
from leads.mail.senders import house_address
from leads.models import Assignment, Delivery, Lane
from leads.models.deliveries import Kind
from leads.models.reply_addresses import reply_address
from leads.models.timeline import LeadEventKind
from leads.models.tokens import CONFIRM_LINK_LASTS

ADDRESS: Final = re.compile(r"\S+@\S+")

type Context = dict[str, Any]


def content(delivery: Delivery) -> Context:
    """Everything the templates of this kind need."""
    shared = {
        "site_name": settings.WAGTAIL_SITE_NAME,
        "site_url": settings.BASE_URL,
    }
    if delivery.draft or delivery.submission:
        shared["assessment"] = _rubric(delivery).title
    if delivery.assignment:
        shared["reply_address"] = reply_address(delivery.assignment.pk)
    return shared | CONTENT[Kind(delivery.kind)](delivery)


def result(delivery: Delivery) -> Context:
    submission = delivery.sent_submission
    decision = submission.decision
    return {
        "first_name": first_name(submission.name),
        "bars": bars(submission.rubric.rubric, points_of(decision)),
        "lane": decision.lane,
        "reason": decision.reason,
        "result_url": links.result_link(submission),
        "offer_url": links.offer_link(decision.lane),
        "booking_url": booking_link(submission, lane=decision.lane),
    }


def result_copy(delivery: Delivery) -> Context:
    submission = delivery.sent_submission
    return {
        "first_name": first_name(submission.name),
        "result_url": links.result_link(submission),
    }


def lead_brief(delivery: Delivery) -> Context:
    turn = delivery.assignment
    about = brief(delivery.sent_submission, lane=_lane(delivery), turn=turn)
    return about | (links.answer_links(turn) if turn else {})


def contact(delivery: Delivery) -> Context:
    """Sent once the lead is accepted, so nothing is withheld any more."""
    turn = _turn(delivery)
    submission = delivery.sent_submission
    return _about_lead(delivery) | {
        "zone": zone_of(turn),
        "write_url": write_url(submission, turn.lane),
        "lead_url": links.lead_page(delivery.lead),
    }


def came_back(delivery: Delivery) -> Context:
    turn = _turn(delivery)
    about = brief(delivery.sent_submission, lane=turn.lane, turn=turn)
    return about | links.answer_links(turn) | {"lead_url": links.lead_page(delivery.lead)}


def called_off(delivery: Delivery) -> Context:
    turn = _turn(delivery)
    return _about_lead(delivery) | {
        "zone": zone_of(turn),
        "write_url": "" if is_withheld(turn) else write_url(delivery.sent_submission, turn.lane),
        "lead_url": links.lead_page(delivery.lead),
    }


def wrote(delivery: Delivery) -> Context:
    """In the reader's own words; an address that the lane keeps back is kept back in them too."""
    said = inert(delivery.lead_event.text) if delivery.lead_event else ""
    if is_withheld(_turn(delivery)):
        said = ADDRESS.sub("[address]", said)
    return called_off(delivery) | {"said": said}


def answered(delivery: Delivery) -> Context:
    if delivery.inbound is None:
        raise ValueError("A mail about a reply needs the reply.")
    return _about_lead(delivery) | {
        "said": delivery.inbound.said,
        "became": delivery.inbound.became,
    }


def digest(delivery: Delivery) -> Context:
    if delivery.advisor is None:
        raise ValueError("A digest needs its advisor.")
    return open_leads(delivery.advisor, now=delivery.planned_for)


def reminder(delivery: Delivery) -> Context:
    line = delivery.lead_event
    turn = _turn(delivery)
    return _about_lead(delivery) | {
        "zone": zone_of(turn),
        "woken": line is not None and line.kind == LeadEventKind.WOKEN,
        "lead_url": links.lead_page(delivery.lead),
        **links.answer_links(turn),
    }


def returned(delivery: Delivery) -> Context:
    return _about_lead(delivery) | {"house": house_address()}


def _about_lead(delivery: Delivery) -> Context:
    """Who it is, as they said themselves, and what of their timeline the mail tells."""
    return described(delivery.sent_submission, delivery.assignment) | {
        "lane": _lane(delivery),
        "assignment": delivery.assignment,
        "line": delivery.lead_event,
    }


def _lane(delivery: Delivery) -> Lane:
    """Where the lead is now: a person may have moved it since it was decided."""
    moved = delivery.assignment or delivery.lead_event
    lane: Lane | None = moved.lane if moved else None
    return lane or delivery.sent_submission.decision.lane


def _turn(delivery: Delivery) -> Assignment:
    if delivery.assignment is None:
        raise ValueError("A mail about an offer needs the offer.")
    return delivery.assignment


def follow_up(delivery: Delivery) -> Context:
    """The step, in the words of the version that the reader entered."""
    if delivery.lead is None:
        raise ValueError("A follow-up needs a lead: its unsubscribe link names one.")
    record = delivery.step_record
    reader = addressee(
        delivery.sent_submission,
        delivery.lead,
        unsubscribe_url=links.unsubscribe_link(delivery.lead),
        preferences_url=links.preferences_link(delivery.lead, record.sequence_id),
    )
    return letter(record.enrolment.version.series.step(record.step), reader)


def carry_on(delivery: Delivery) -> Context:
    if delivery.draft is None:
        raise ValueError("A link to carry on needs a draft.")
    return {
        "carry_on_url": links.carry_on_link(delivery.draft),
        "expires_at": delivery.draft.expires_at,
    }


def confirm(delivery: Delivery) -> Context:
    submission = delivery.sent_submission
    return {
        "first_name": first_name(submission.name),
        "confirm_url": links.confirm_link(submission),
        "wording": submission.rubric.rubric.consent_text,
        "days": CONFIRM_LINK_LASTS.days,
    }


def alert(delivery: Delivery) -> Context:
    if delivery.alert is None:
        raise ValueError("A mail of an alert needs the alert.")
    path = delivery.alert.path
    return {"alert": delivery.alert, "act_url": links.absolute(path) if path else ""}


def _rubric(delivery: Delivery) -> Rubric:
    published = delivery.draft.rubric if delivery.draft else delivery.sent_submission.rubric
    rubric: Rubric = published.rubric
    return rubric


CONTENT = {
    Kind.RESULT: result,
    Kind.RESULT_COPY: result_copy,
    Kind.LEAD_BRIEF: lead_brief,
    Kind.CONTACT: contact,
    Kind.ANSWERED: answered,
    Kind.DIGEST: digest,
    Kind.REMINDER: reminder,
    Kind.RETURNED: returned,
    Kind.CAME_BACK: came_back,
    Kind.CALLED_OFF: called_off,
    Kind.WROTE: wrote,
    Kind.FOLLOW_UP: follow_up,
    Kind.CARRY_ON: carry_on,
    Kind.CONFIRM: confirm,
    Kind.ALERT: alert,
}
