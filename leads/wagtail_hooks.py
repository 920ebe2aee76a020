"""Leads in the Wagtail admin: the menu, who may see what, and what is logged."""

from typing import Any

from django.db.models import Model
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import include, path, reverse
from django.utils.html import format_html_join
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from assessment.views.refusals import RefusalsPanel
from leads.actions.alerts import SETTLED
from leads.actions.health import LIFTED as PAUSE_LIFTED
from leads.actions.outbox import DISMISSED, REPLAYED
from leads.actions.people import ERASED_PERSON
from leads.actions.retention import CLOSED
from leads.actions.suppressions import LIFTED
from leads.actions.webhooks import ROTATED
from leads.models import (
    Advisor,
    Alert,
    Assignment,
    Decision,
    Delivery,
    InboundMessage,
    Lane,
    Lead,
    OutboxMessage,
    RoutingPolicy,
    Sequence,
    Submission,
    Suppression,
    TrackingEvent,
    WebhookDelivery,
    WebhookEndpoint,
)
from leads.views.admin import (
    alerts,
    content,
    dead_letters,
    lead_imports,
    listings,
    mail_samples,
    people,
    replies,
    sending,
    sequences,
    suppressions,
    webhooks,
)
from leads.views.admin.permissions import (
    DeadLetterPolicy,
    KeptPolicy,
    OwnAssignmentPolicy,
    OwnLeadPolicy,
    ReceiptPolicy,
    SubmissionPolicy,
    SuppressionPolicy,
)
from leads.views.admin.proof import frame, pages

POLICIES: dict[type[Model], type[ModelPermissionPolicy]] = {
    Lead: OwnLeadPolicy,
    Assignment: OwnAssignmentPolicy,
    OutboxMessage: DeadLetterPolicy,
    Submission: SubmissionPolicy,
    Suppression: SuppressionPolicy,
    **dict.fromkeys(
        (Decision, Delivery, InboundMessage, TrackingEvent, WebhookDelivery, Alert), ReceiptPolicy
    ),
    **dict.fromkeys((Lane, Advisor, RoutingPolicy, Sequence, WebhookEndpoint), KeptPolicy),
}
for model, policy in POLICIES.items():
    register_permission_policy(model, policy(model))


class LeadsGroup(SnippetViewSetGroup):
    menu_label = "Leads"
    menu_name = "leads"
    menu_icon = "group"
    menu_order = 250
    items = (
        people.LeadViewSet,
        listings.SubmissionViewSet,
        listings.DecisionViewSet,
        listings.AssignmentViewSet,
        listings.DeliveryViewSet,
        replies.ReplyViewSet,
        alerts.AlertViewSet,
        dead_letters.DeadLetterViewSet,
        listings.TrackingEventViewSet,
        suppressions.SuppressionViewSet,
        content.LaneViewSet,
        content.AdvisorViewSet,
        content.RoutingPolicyViewSet,
        sequences.SequenceViewSet,
        webhooks.WebhookEndpointViewSet,
        webhooks.WebhookDeliveryViewSet,
    )


register_snippet(LeadsGroup)
hooks.register("construct_snippet_action_menu", content.without_unpublish)


@hooks.register("insert_global_admin_css")
def admin_css() -> str:
    sheets = [[static(f"css/admin-{name}.css")] for name in ("leads", "proof")]
    return format_html_join("", '<link rel="stylesheet" href="{}">', sheets)


@hooks.register("register_admin_urls")
def proof_addresses() -> list[Any]:
    return [path("", include((pages.addresses(), frame.NAMESPACE)))]


@hooks.register("construct_homepage_panels")
def tell_of_refused_schedules(request: HttpRequest, panels: list[Any]) -> None:
    edit = "wagtailsnippets_leads_routingpolicy:edit"
    panels.append(RefusalsPanel(RoutingPolicy, edit=edit, request=request))
    of_sequence = f"{sequences.NAMESPACE}:edit"
    panels.append(RefusalsPanel(Sequence, edit=of_sequence, request=request))


@hooks.register("register_admin_urls")
def import_address() -> list[Any]:
    return [path("leads/import/", lead_imports.import_page, name="leads_import")]


@hooks.register("register_admin_urls")
def mail_samples_address() -> list[Any]:
    return [path("leads/mails/", mail_samples.mail_samples, name="leads_mail_samples")]


@hooks.register("register_admin_urls")
def sending_addresses() -> list[Any]:
    return [
        path("leads/sending/", sending.sending, name="leads_sending"),
        path("leads/sending/<int:pk>/lift/", sending.lift, name="leads_sending_lift"),
    ]


@hooks.register("register_reports_menu_item")
def sending_item() -> MenuItem:
    address = reverse("leads_sending")
    return sending.SendingMenuItem("How mail fares", address, icon_name="mail", order=91)


@hooks.register("register_reports_menu_item")
def mail_samples_item() -> MenuItem:
    address = reverse("leads_mail_samples")
    return mail_samples.MailSamplesMenuItem("How mails look", address, icon_name="mail", order=90)


@hooks.register("construct_homepage_panels")
def tell_of_alerts(request: HttpRequest, panels: list[Any]) -> None:
    panels.append(alerts.AlertsPanel(request))


@hooks.register("register_log_actions")
def register_log_actions(actions: Any) -> None:
    actions.register_action(REPLAYED, "Replay", "Replayed a dead letter")
    actions.register_action(ERASED_PERSON, "Erase person", "Erased a person")
    actions.register_action(CLOSED, "Close link", "Closed the link to a result")
    actions.register_action(LIFTED, "Lift suppression", "Lifted a suppression")
    actions.register_action(PAUSE_LIFTED, "Lift pause", "Lifted a pause of sending")
    actions.register_action(SETTLED, "Settle alert", "Settled an alert")
    actions.register_action(ROTATED, "Rotate secret", "Rotated the secret of a webhook")
    actions.register_action(DISMISSED, "Dismiss", "Dismissed a dead letter")
