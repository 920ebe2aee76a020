"""Where personal data stands: every column that may say who somebody is, or what they answered.

A test compares this with the models: a column of text that is in neither list fails it. What is
left of a row after erasure is written beside each column; of the staff's own columns nothing is
erased with a reader. Receipts (decisions, assignments) name their reader only through the rows
below, so they stay as they are and name nobody.
"""

from collections.abc import Mapping
from typing import Any, Final

type Columns = Mapping[str, Any]

# Columns about a reader, and what stands there once the reader is erased.
READERS: Final[Mapping[str, Columns]] = {
    "Submission": {
        "answers": {},
        "email": "",
        "name": "",
        "company": "",
        "role": "",
        "attribution": {},
        "fingerprint": "",  # a hash of all of them: who guesses them could confirm the guess
    },
    "Draft": {"answers": {}, "contact": {}, "attribution": {}},  # the whole row goes
    "Lead": {  # email: `Lead.forget`
        "email": None,
        "name": "",
        "company": "",
        "role": "",
        "organization": "",
    },
    "Delivery": {
        "to_address": "",  # to whom nothing can be sent any more
        "subject": "",
        "text": "",
        "html": "",
        "service_message_id": "",  # the mail service's own name for it leads back to the address
    },
    "WebhookEvent": {"payload": {}},  # what was not told by then never is
    "TrackingEvent": {"address_hash": "", "service_message_id": ""},
    # What advisors and operators wrote about the reader.
    "AssignmentEvent": {"reason": ""},
    "BookingEvent": {"reference": "", "replaces": ""},  # the service knows by them who it was
    "InboundMessage": {"subject": "", "text": ""},  # a reader's own: from_address too
    "LeadEvent": {"text": ""},
    "ConsentEvent": {"page": "", "reason": ""},
    "Suppression": {"lift_reason": ""},
}
# Columns about advisors and the house's own inboxes; issue by issue somebody else's to erase.
STAFF: Final[Mapping[str, frozenset[str]]] = {
    "Advisor": frozenset({"name", "email", "booking_link"}),
    "InboundMessage": frozenset({"from_address"}),
    "Lane": frozenset({"fallback_inbox", "booking_link"}),
    "Decision": frozenset({"considered"}),  # the advisors of the lane, by name
    "Assignment": frozenset({"reason", "considered"}),  # the same, and in a sentence
}
# Columns of text that say nothing of a person: keys, codes, the editors' words, what was decided.
IMPERSONAL: Final[Mapping[str, frozenset[str]]] = {
    "Submission": frozenset(
        {"status", "consent_text_id", "via", "flag", "result_salt", "result_token_hash"}
    ),
    "Draft": frozenset({"flag", "counted", "link_salt", "token_hash"}),
    "Lead": frozenset({"outcome"}),
    "Assignment": frozenset({"state"}),
    "AssignmentEvent": frozenset({"by_kind", "event"}),
    "LeadEvent": frozenset({"by_kind", "kind", "outcome"}),
    "ConsentEvent": frozenset({"by_kind", "said", "text_id", "wording", "source"}),
    "Advisor": frozenset({"time_zone", "working_hours", "languages", "sectors", "regions"}),
    "Delivery": frozenset({"key", "kind", "status", "reason", "message_id"}),
    "TrackingEvent": frozenset({"event_key", "event_type", "service", "reject_reason", "machine"}),
    # Keyed and kept on purpose: who must not be mailed is not mailed after erasure either.
    "Suppression": frozenset({"address_hash", "stream", "reason"}),
    "Decision": frozenset({"score", "rule", "reason", "verdicts"}),
    "Lane": frozenset(
        {
            "key",
            "name",
            "summary",
            "contact_details",
            "reader_heading",
            "reader_text",
            "suggested_opening",
            "language_from",
            "sector_from",
            "region_from",
        }
    ),
    "RoutingPolicy": frozenset({"title", "rules", "fallback_reason"}),
    "PublishedRuleSet": frozenset({"content_hash", "document"}),
    "Sequence": frozenset({"title", "entry", "steps"}),
    "PublishedSequence": frozenset({"content_hash", "document"}),
    "Enrolment": frozenset({"entered_because", "next_step", "left_because"}),
    "StepRecord": frozenset({"step", "outcome", "reason"}),  # the reason names no answer
    "FollowUpSettings": frozenset({"time_zone"}),
    "OutboxMessage": frozenset({"topic", "key", "queue", "claimed_by", "last_error", "request_id"}),
    "WebhookEndpoint": frozenset(
        {"name", "url", "events", "secret_salt", "previous_salt", "disabled_reason"}
    ),
    "WebhookEvent": frozenset({"event", "key"}),
    "WebhookDelivery": frozenset({"status", "reason"}),
    "WebhookAttempt": frozenset({"fault"}),
    "BookingEvent": frozenset({"event_key", "service", "what"}),
    "InboundMessage": frozenset({"event_key", "service", "written_by", "became", "said"}),
    "Alert": frozenset({"key", "subject", "text", "path"}),
    "Circuit": frozenset({"service"}),
    "SendingPause": frozenset({"kind", "reason", "lift_reason"}),
    "Heartbeat": frozenset({"name", "kind"}),
}
