"""Who may look at what in the admin: one policy for each kind of object."""

from collections.abc import Collection
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from wagtail.permission_policies import ModelPermissionPolicy

from leads.models import Advisor, Assignment, Delivery, Lead, Submission


class ReceiptPolicy(ModelPermissionPolicy):
    """Receipts are looked at. Nobody adds, changes or deletes one, not even a superuser."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action == "view" and bool(super().user_has_permission(user, action))


class OwnReceiptPolicy(ReceiptPolicy):
    """Who may view them views all; an advisor who may not still views their own."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        if super().user_has_permission(user, action):
            return True
        return action == "view" and advisor_of(user) is not None

    def instances_user_has_any_permission_for(
        self, user: Any, actions: Collection[str]
    ) -> "QuerySet[Any]":
        rows: QuerySet[Any] = self.model._default_manager.all()
        if "view" not in actions:
            return rows.none()
        if super().user_has_permission(user, "view"):
            return rows
        return self.own(rows, advisor_of(user))

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        visible = self.instances_user_has_permission_for(user, action)
        return visible.filter(pk=instance.pk).exists()

    def own(self, rows: "QuerySet[Any]", advisor: Advisor | None) -> "QuerySet[Any]":
        raise NotImplementedError


class OwnAssignmentPolicy(OwnReceiptPolicy):
    """An advisor's own: those not offered to somebody else since."""

    def own(self, rows: "QuerySet[Any]", advisor: Advisor | None) -> "QuerySet[Any]":
        return rows.filter(advisor=advisor).exclude(_passed_on()) if advisor else rows.none()


class OwnLeadPolicy(OwnReceiptPolicy):
    """An advisor's own: the leads of their own assignments.

    To erase the person is to delete the lead, though its row stays; to export them is to see every
    receipt of theirs.
    """

    def user_has_permission(self, user: Any, action: str) -> bool:
        if action == "erase_person":
            return bool(user.has_perm("leads.delete_lead"))
        if action == "export_person":
            return all(sees_every(model, user) for model in (Lead, Submission, Delivery))
        return super().user_has_permission(user, action)

    def own(self, rows: "QuerySet[Any]", advisor: Advisor | None) -> "QuerySet[Any]":
        if advisor is None:
            return rows.none()
        held = Assignment.objects.filter(advisor=advisor).exclude(_passed_on())
        return rows.filter(pk__in=held.values("lead"))


class DeadLetterPolicy(ReceiptPolicy):
    """To replay or dismiss a dead letter is to change the message it was."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        if action in ("replay", "dismiss"):
            return bool(user.has_perm("leads.change_outboxmessage"))
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


def _passed_on() -> Exists:
    later = Assignment.objects.filter(decision=OuterRef("decision"), number__gt=OuterRef("number"))
    return Exists(later)
