"""The site as readers get it: whatever stands in front of the web process compresses its pages."""

from cms.settings import *  # noqa: F403
from cms.settings import MIDDLEWARE

MIDDLEWARE = ["django.middleware.gzip.GZipMiddleware", *MIDDLEWARE]
