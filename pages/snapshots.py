"""A draft as plain data, and back: what a revision keeps, without what editors said about it."""

from typing import Any

from django.db.models import Model
from wagtail.models import COMMENTS_RELATION_NAME, Page
from wagtail.permissions import policy_registry

Content = dict[str, Any]


def without_comments(content: Content) -> Content:
    return {name: value for name, value in content.items() if name != COMMENTS_RELATION_NAME}


def restore(model: type[Model], content: Content) -> Model | None:
    """The draft again, stored nowhere; None where what it needs is gone."""
    stored = model._default_manager.filter(pk=content["pk"]).first() if content.get("pk") else None
    if stored is not None:
        return stored.with_content_json(dict(content))
    if content.get("pk"):  # deleted since
        return None
    return model.from_serializable_data(dict(content))


def may_edit(user: Any, draft: Model) -> bool:
    """Who may change it or publish it may see it, and show it to others."""
    if not user.is_active:
        return False
    if isinstance(draft, Page):
        if not draft.pk:
            return bool(draft.get_parent().permissions_for_user(user).can_add_subpage())
        allowed = draft.permissions_for_user(user)
        return bool(allowed.can_edit() or allowed.can_publish())
    policy = policy_registry.get_by_type(type(draft))
    return bool(policy.user_has_any_permission(user, ["add", "change", "publish"]))
