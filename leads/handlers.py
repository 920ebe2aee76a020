"""Which action does which work: the whole list."""

from collections.abc import Mapping
from typing import Final

from leads.actions import (
    bookings,
    clocks,
    deliveries,
    digests,
    drafts,
    inbound,
    routing,
    sequences,
    tracking_events,
    webhooks,
)
from leads.models.outbox import Topic
from leads.outbox import Handler

HANDLERS: Final[Mapping[Topic, Handler]] = {
    Topic.SUBMISSION_ACCEPTED: routing.process_submission,
    Topic.DELIVERY_PLANNED: deliveries.send_delivery,
    Topic.TRACKING_REPORTED: tracking_events.apply_tracking_event,
    Topic.ASSIGNMENT_REMINDING: clocks.remind_advisor,
    Topic.ASSIGNMENT_DUE: clocks.end_waiting,
    Topic.LEAD_WAKING: clocks.wake_lead,
    Topic.REPLY_RECEIVED: inbound.judge_reply,
    Topic.BOOKING_REPORTED: bookings.judge_booking,
    Topic.DIGEST_DUE: digests.tell_of_open_leads,
    Topic.DRAFT_BEGUN: drafts.expire_draft,
    Topic.WEBHOOK_OWED: webhooks.tell_endpoint,
    Topic.STEP_DUE: sequences.take_step,
}
