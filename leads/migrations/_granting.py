"""What a migration says to let a group do one thing more, on a database of any age: Django makes
permissions only after all migrations, so whoever is first makes them."""

from collections.abc import Callable, Mapping
from typing import Any

type Step = Callable[[Any, Any], None]


def granting(**allowed: Mapping[str, tuple[str, ...]]) -> Step:
    """A step for RunPython: each group may do these actions with these models of ours. Twice is
    once; it is undone by hand, as the groups themselves are."""

    def allow(apps: Any, schema_editor: Any) -> None:
        def objects(label: str) -> Any:
            return apps.get_model(label).objects.using(schema_editor.connection.alias)

        for group in objects("auth.Group").filter(name__in=allowed):
            for model, actions in allowed[group.name].items():
                kind, _ = objects("contenttypes.ContentType").get_or_create(
                    app_label="leads", model=model
                )
                for action in actions:
                    permission, _ = objects("auth.Permission").get_or_create(
                        content_type=kind,
                        codename=f"{action}_{model}",
                        defaults={"name": f"Can {action} {model}"},
                    )
                    group.permissions.add(permission)

    return allow
