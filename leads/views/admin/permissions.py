"""Who may look at what in the admin: one policy for each kind of object."""

from collections.abc import Collection, Mapping
from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from wagtail.permission_policies import ModelPermissionPolicy

from leads.models import Advisor, Assignment, Delivery, Lead, Submission
from leads.models.assignments import ADDRESS_KEPT_BACK, IS_OPEN


class ReceiptPolicy(ModelPermissionPolicy):
    """Receipts are looked at. Nobody adds, changes or deletes one, not even a superuser."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action == "view" and bool(super().user_has_permission(user, action))


class OwnReceiptPolicy(ReceiptPolicy):
    """Who has an action's permission has it for every row; an advisor has some for their own."""

    every: ClassVar[Mapping[str, str]] = {}  # what an action on any row takes, beside "view"
    own_actions: ClassVar[frozenset[str]] = frozenset({"view"})

    def user_has_permission(self, user: Any, action: str) -> bool:
        if self.for_every_row(user, action):
            return True
        return action in self.own_actions and advisor_of(user) is not None

    def for_every_row(self, user: Any, action: str) -> bool:
        if action in self.every:
            return bool(user.has_perm(self.every[action]))
        return super().user_has_permission(user, action)

    def instances_user_has_any_permission_for(
        self, user: Any, actions: Collection[str]
    ) -> "QuerySet[Any]":
        rows: QuerySet[Any] = self.model._default_manager.all()
        if any(self.for_every_row(user, action) for action in actions):
            return rows
        if self.own_actions.isdisjoint(actions):
            return rows.none()
        return self.own(rows, advisor_of(user))

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        visible = self.instances_user_has_permission_for(user, action)
        return visible.filter(pk=instance.pk).exists()

    def own(self, rows: "QuerySet[Any]", advisor: Advisor | None) -> "QuerySet[Any]":
        raise NotImplementedError


class OwnAssignmentPolicy(OwnReceiptPolicy):
    """An advisor's own: those that hold their lead. Who moves leads answers for an advisor too."""

    every = dict.fromkeys(("accept", "decline", "postpone", "give_back"), "leads.change_lead")
    own_actions = frozenset({"view", *every})

    def own(self, rows: "QuerySet[Any]", advisor: Advisor | None) -> "QuerySet[Any]":
        return rows.filter(IS_OPEN, advisor=advisor) if advisor else rows.none()


class OwnLeadPolicy(OwnReceiptPolicy):
    """An advisor's own: the leads they hold, with every row of the same person. Where the lane
    keeps the address back until a lead is accepted, so is the lead itself.

    To say or to move something, or to put the reader into a sequence, is to change the lead. To
    erase the person is to delete it, though its row stays; to export them is to see every receipt
    of theirs.
    """

    every: ClassVar[Mapping[str, str]] = {
        **dict.fromkeys(
            ("note", "snooze", "outcome", "reassign", "reroute", "merge", "follow_up"),
            "leads.change_lead",
        ),
        "erase_person": "leads.delete_lead",
    }
    own_actions = frozenset({"view", "note", "snooze", "outcome"})

    def for_every_row(self, user: Any, action: str) -> bool:
        if action == "export_person":
            return all(sees_every(model, user) for model in (Lead, Submission, Delivery))
        return super().for_every_row(user, action)

    def own(self, rows: "QuerySet[Any]", advisor: Advisor | None) -> "QuerySet[Any]":
        if advisor is None:
            return rows.none()
        held = Assignment.objects.open().filter(advisor=advisor).exclude(ADDRESS_KEPT_BACK)
        people = held.values_list(Coalesce("lead__merged_into", "lead"))
        return rows.filter(Q(pk__in=people) | Q(merged_into__in=people))


class DeadLetterPolicy(ReceiptPolicy):
    """To replay or dismiss a dead letter is to change the message it was."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        if action in ("replay", "dismiss"):
            return bool(user.has_perm("leads.change_outboxmessage"))
        return super().user_has_permission(user, action)


class SuppressionPolicy(ReceiptPolicy):
    """To lift one is to change it; nothing else of it is changed."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        if action == "lift":
            return bool(user.has_perm("leads.change_suppression"))
        return super().user_has_permission(user, action)


class SubmissionPolicy(ReceiptPolicy):
    """To close the link to a result is to change the submission; nothing else of it is changed."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        if action == "close_link":
            return bool(user.has_perm("leads.change_submission"))
        return super().user_has_permission(user, action)


class KeptPolicy(ModelPermissionPolicy):
    """What receipts name is edited and never deleted."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action != "delete" and bool(super().user_has_permission(user, action))


def advisor_of(user: Any) -> Advisor | None:
    """The advisor who logs in as this user, unless they no longer take leads."""
    advisor: Advisor | None = getattr(user, "advisor", None)
    return advisor if advisor and advisor.active else None


def sees_every(model: Any, user: Any) -> bool:
    """Whether the user views all of these rows, and not only some or none."""
    return bool(user.has_perm(f"leads.view_{model._meta.model_name}"))
