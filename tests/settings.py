"""The project's own settings, with what a test run needs to be quick and to leave no trace."""

import os
import tempfile

_directory = tempfile.TemporaryDirectory(prefix="lanewise-tests-")  # gone when the process ends
os.environ.setdefault("DATA_DIR", _directory.name)
# Nobody listens there: a kick fails at once, as it may, and the queue is the database.
os.environ.setdefault("REDIS_URL", "redis://127.0.0.1:9/0")
os.environ.setdefault("SECRET_KEY", "only-for-tests-" * 5)

from cms.settings import *  # noqa: E402, F403
from cms.settings import DATA_DIR, DATABASES, STORAGES  # noqa: E402

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, because threads share a database in memory by table locks that do not wait; and not
    # synced, because nothing here must survive the machine.
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "tests.sqlite3")}
    DATABASES["default"]["OPTIONS"]["init_command"] = (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"
    )
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
MEDIA_ROOT = DATA_DIR / "media"
(DATA_DIR / "static").mkdir(parents=True, exist_ok=True)  # whitenoise warns where it is not
