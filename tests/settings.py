"""The project's own settings, with what a test run needs to be quick and to leave no trace."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

if "DATA_DIR" not in os.environ:  # children of this process, xdist's workers too, find it there
    os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="lanewise-tests-")
    atexit.register(shutil.rmtree, os.environ["DATA_DIR"], ignore_errors=True)
# Nobody listens there: a kick fails at once, as it may, and the queue is the database.
os.environ.setdefault("REDIS_URL", "redis://127.0.0.1:9/0")
os.environ.setdefault("SECRET_KEY", "only-for-tests-" * 5)

from cms.settings import *  # noqa: F403
from cms.settings import DATA_DIR, STORAGES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
MEDIA_ROOT = Path(DATA_DIR) / "media"
