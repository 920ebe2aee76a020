"""What the lists can be narrowed by."""

from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, Q, QuerySet
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet

from leads.models import (
    Advisor,
    Assignment,
    Decision,
    Delivery,
    Lane,
    Lead,
    OutboxMessage,
    Submission,
    Suppression,
    TrackingEvent,
    WebhookDelivery,
    WebhookEndpoint,
)


def dates(field_name: str, label: str) -> django_filters.DateFromToRangeFilter:
    return django_filters.DateFromToRangeFilter(
        field_name=field_name, label=label, widget=DateRangePickerWidget
    )


def lanes(**options: Any) -> django_filters.ModelChoiceFilter:
    return django_filters.ModelChoiceFilter(queryset=Lane.objects.all(), label="Lane", **options)


class SubmissionFilters(WagtailFilterSet):
    lane = lanes(field_name="decision__lane")
    submitted_at = dates("submitted_at", "Submitted")
    with_address = django_filters.BooleanFilter(method="by_address", label="Left an address")
    flagged = django_filters.BooleanFilter(method="by_flag", label="Looks automated")

    class Meta:
        model = Submission
        fields = ["status", "lane", "with_address", "flagged", "submitted_at"]

    def by_address(self, rows: "QuerySet[Any]", _name: str, given: bool) -> "QuerySet[Any]":
        return rows.exclude(email="") if given else rows.filter(email="")

    def by_flag(self, rows: "QuerySet[Any]", _name: str, flagged: bool) -> "QuerySet[Any]":
        return rows.exclude(flag="") if flagged else rows.filter(flag="")


class LeadFilters(WagtailFilterSet):
    lane = lanes(method="by_lane")
    created_at = dates("created_at", "First seen")

    class Meta:
        model = Lead
        fields = ["lane", "created_at"]

    def by_lane(self, rows: "QuerySet[Any]", _name: str, lane: Lane) -> "QuerySet[Any]":
        routed = Decision.objects.filter(submission__lead=OuterRef("pk"), lane=lane)
        return rows.filter(Exists(routed))


class DecisionFilters(WagtailFilterSet):
    lane = lanes()
    fallback = django_filters.BooleanFilter(method="by_rule", label="No rule held")
    decided_at = dates("decided_at", "Decided")

    class Meta:
        model = Decision
        fields = ["lane", "fallback", "decided_at"]

    def by_rule(self, rows: "QuerySet[Any]", _name: str, fallback: bool) -> "QuerySet[Any]":
        return rows.filter(rule="") if fallback else rows.exclude(rule="")


class AssignmentFilters(WagtailFilterSet):
    lane = lanes()
    advisor = django_filters.ModelChoiceFilter(queryset=Advisor.objects.all(), label="Advisor")
    created_at = dates("created_at", "Offered")

    class Meta:
        model = Assignment
        fields = ["lane", "advisor", "created_at"]


class DeliveryFilters(WagtailFilterSet):
    created_at = dates("created_at", "Planned")
    doubtful = django_filters.BooleanFilter(method="by_doubt", label="May have been sent twice")

    class Meta:
        model = Delivery
        fields = ["kind", "status", "doubtful", "created_at"]

    def by_doubt(self, rows: "QuerySet[Any]", _name: str, doubtful: bool) -> "QuerySet[Any]":
        more_than_one = Q(ambiguities__gt=0) | Q(takeovers__gt=0)
        return rows.filter(more_than_one) if doubtful else rows.exclude(more_than_one)


class DeadLetterFilters(WagtailFilterSet):
    dead_at = dates("dead_at", "Given up")

    class Meta:
        model = OutboxMessage
        fields = ["topic", "dead_at"]


class TrackingEventFilters(WagtailFilterSet):
    event_type = django_filters.AllValuesFilter(label="Event")
    received_at = dates("received_at", "Received")

    class Meta:
        model = TrackingEvent
        fields = ["event_type", "machine", "received_at"]


class SuppressionFilters(WagtailFilterSet):
    created_at = dates("created_at", "Since")

    class Meta:
        model = Suppression
        fields = ["reason", "stream", "created_at"]


class WebhookDeliveryFilters(WagtailFilterSet):
    endpoint = django_filters.ModelChoiceFilter(queryset=WebhookEndpoint.objects.all(), label="To")
    created_at = dates("created_at", "Owed since")

    class Meta:
        model = WebhookDelivery
        fields = ["status", "endpoint", "created_at"]
