"""The shared cache in front of us, spoken to over HTTP: PURGE one address, BAN a whole host."""

from typing import Any
from urllib.parse import urlsplit, urlunsplit

import requests
from wagtail.contrib.frontend_cache.backends import BaseBackend

PATIENCE = 5  # seconds for each word with the cache
DONE = {200, 202, 204, 404, 412}  # 404 and 412: some caches say so of what they do not hold


class CacheDidNotPurge(Exception):
    """It is away, or refused. What was to be purged is still owed."""


class FrontCache(BaseBackend):
    """As Wagtail's own HTTP backend, which logs a failure and forgets it; this one raises."""

    def __init__(self, params: dict[str, Any]) -> None:
        super().__init__(params)
        self.cache = urlsplit(params["LOCATION"])

    def purge(self, url: str) -> None:
        self.purge_batch([url])

    def purge_batch(self, urls: list[str]) -> None:
        """Raises CacheDidNotPurge at the first that fails."""
        with requests.Session() as line:
            for url in urls:
                self._say(line, "PURGE", url)

    def ban(self, host_url: str) -> None:
        """All that is kept of one host. Raises CacheDidNotPurge."""
        with requests.Session() as line:
            self._say(line, "BAN", f"{host_url}/")

    def _say(self, line: requests.Session, method: str, url: str) -> None:
        asked = urlsplit(url)
        address = urlunsplit(asked._replace(scheme=self.cache.scheme, netloc=self.cache.netloc))
        headers = {"Host": asked.netloc}
        try:
            answer = line.request(
                method, address, headers=headers, timeout=PATIENCE, allow_redirects=False
            )
        except requests.RequestException as error:
            raise CacheDidNotPurge(type(error).__name__) from error
        if answer.status_code not in DONE:
            raise CacheDidNotPurge(f"{method} was answered {answer.status_code}")
