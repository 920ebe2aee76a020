"""Makes the prototype's one table: `python -m tests.chaos.designs`."""

from tests.chaos.designs import app  # noqa: F401 (it configures Django)

if __name__ == "__main__":
    from django.db import connection

    from tests.chaos.designs.storage.models import Sent

    with connection.schema_editor() as editor:
        editor.create_model(Sent)
