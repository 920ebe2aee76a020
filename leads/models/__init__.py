"""Who answered, who follows up: the only home of personal data."""

from leads.models.advisors import Absence, Advisor, Membership
from leads.models.alerts import Alert
from leads.models.assignments import Assignment, AssignmentEvent
from leads.models.bookings import BookingEvent
from leads.models.circuits import Circuit
from leads.models.consents import ConsentEvent
from leads.models.decisions import Decision
from leads.models.deliveries import Delivery
from leads.models.drafts import Draft
from leads.models.enrolments import Enrolment, StepRecord
from leads.models.followup_settings import FollowUpSettings
from leads.models.heartbeats import Heartbeat
from leads.models.inbound import InboundMessage
from leads.models.lanes import Lane
from leads.models.leads import Lead
from leads.models.outbox import OutboxMessage
from leads.models.pauses import SendingPause
from leads.models.policies import PublishedRuleSet, RoutingPolicy
from leads.models.preferences import MailPreference
from leads.models.retention import RetentionPeriods
from leads.models.sequences import PublishedSequence, Sequence
from leads.models.submissions import Submission
from leads.models.suppressions import Suppression
from leads.models.timeline import LeadEvent
from leads.models.tracking import TrackingEvent
from leads.models.webhooks import WebhookAttempt, WebhookDelivery, WebhookEndpoint, WebhookEvent

__all__ = [
    "Absence",
    "Advisor",
    "Alert",
    "Assignment",
    "AssignmentEvent",
    "BookingEvent",
    "Circuit",
    "ConsentEvent",
    "Decision",
    "Delivery",
    "Draft",
    "Enrolment",
    "FollowUpSettings",
    "Heartbeat",
    "InboundMessage",
    "Lane",
    "Lead",
    "LeadEvent",
    "MailPreference",
    "Membership",
    "OutboxMessage",
    "PublishedRuleSet",
    "PublishedSequence",
    "RetentionPeriods",
    "RoutingPolicy",
    "SendingPause",
    "Sequence",
    "StepRecord",
    "Submission",
    "Suppression",
    "TrackingEvent",
    "WebhookAttempt",
    "WebhookDelivery",
    "WebhookEndpoint",
    "WebhookEvent",
]
