"""Our own settings, with an empty view behind every middleware of ours."""

from cms.settings import *  # noqa: F403

ROOT_URLCONF = "tests.bench.floors.bare_urls"
