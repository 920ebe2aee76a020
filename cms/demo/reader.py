"""The sample reader: article, assessment, result and mail, over real HTTP."""

import email.policy
import secrets
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email import message_from_bytes
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
from bs4 import BeautifulSoup, Tag

PATIENCE = 60.0  # seconds for each thing the reader waits for
MOST_STEPS = 100
READING = 3.2  # seconds over the questions: who sends them back sooner is taken for a machine


class Stuck(RuntimeError):
    """The reader could not go on; the message says where."""


@dataclass(frozen=True, slots=True)
class Journey:
    """Where the reader went, and what arrived."""

    article_url: str
    assessment_url: str
    result_url: str
    lane: str
    advisor: str
    reader_mail: str
    advisor_mail: str


class Reader:
    """One browser without JavaScript; `watch` is called while waiting and may raise."""

    def __init__(self, base_url: str, *, mail: Path, watch: Callable[[], None]) -> None:
        self._base_url = base_url
        self._mail = mail
        self._watch = watch
        self._browser = requests.Session()

    def travel(self, person: dict[str, Any], *, article_path: str) -> Journey:
        """Article → call to action → questions → result → both mails. Raises Stuck."""
        since = time.time()
        contact = _somebody_new(person["contact"])
        article = self._open(article_path)
        assessment_url = self._link(article, to="/leadership-assessment/")
        questions_url = self._link(self._open(assessment_url), to="/assessments/")
        result_url = self._submit(questions_url, person["answers"], contact=contact)
        lane = self._lane(result_url)
        reader_mail = self._mail_to(contact["email"], kind="result", since=since)
        advisor_mail = self._mail_about(contact["email"], kind="lead_brief", since=since)
        return Journey(
            article_url=self._base_url + article_path,
            assessment_url=assessment_url.partition("?")[0],
            result_url=result_url,
            lane=lane,
            advisor=_recipient(advisor_mail),
            reader_mail=str(reader_mail),
            advisor_mail=str(advisor_mail),
        )

    def _open(self, url: str) -> BeautifulSoup:
        answer = self._browser.get(urljoin(self._base_url, url), timeout=PATIENCE)
        if answer.status_code != 200:
            raise Stuck(f"{url} answered {answer.status_code}")
        page = BeautifulSoup(answer.text, "html.parser")
        page.attrs["url"] = answer.url
        return page

    def _link(self, page: BeautifulSoup, *, to: str) -> str:
        links = page.find("main") or page
        for link in links.find_all("a", href=True):
            url = urljoin(str(page.attrs["url"]), str(link["href"]))
            if urlsplit(url).path.startswith(to):
                return url
        raise Stuck(f"{page.attrs['url']} has no link to {to}")

    def _submit(self, url: str, answers: dict[str, Any], *, contact: dict[str, str]) -> str:
        """Step by step, until one leads to the result."""
        page = self._open(url)
        time.sleep(READING)
        for _ in range(MOST_STEPS):
            form = page.select_one("main form[method=post]")
            if form is None:
                raise Stuck(f"{url} has no form")
            filled = list(fill_in(form, answers, contact=contact))
            action = urljoin(str(page.attrs["url"]), str(form["action"]))
            sent = self._browser.post(action, data=filled, timeout=PATIENCE)
            if "/results/" in sent.url:
                return sent.url
            page = BeautifulSoup(sent.text, "html.parser")
            page.attrs["url"] = sent.url
            if wrong := [each.get_text(" ", strip=True) for each in page.select(".field-error")]:
                raise Stuck(f"a step was refused ({sent.status_code}): {wrong}")
        raise Stuck(f"the steps from {url} lead to no result")

    def _lane(self, result_url: str) -> str:
        """From the API, by the token of the private link: what another program would see."""
        token = urlsplit(result_url).path.strip("/").rpartition("/")[2]
        answer = self._browser.get(f"{self._base_url}/api/v1/results/{token}/", timeout=PATIENCE)
        answer.raise_for_status()
        lane = answer.json()["lane"]
        return str(lane["key"])

    def _mail_to(self, address: str, *, kind: str, since: float) -> Path:
        return self._wait_for_mail(
            lambda path: address in _recipient(path), what=f"{kind} mail", kind=kind, since=since
        )

    def _mail_about(self, address: str, *, kind: str, since: float) -> Path:
        return self._wait_for_mail(
            lambda path: address in _text(path), what=f"{kind} mail", kind=kind, since=since
        )

    def _wait_for_mail(
        self, wanted: Callable[[Path], bool], *, what: str, kind: str, since: float
    ) -> Path:
        ends = time.monotonic() + PATIENCE
        while time.monotonic() < ends:
            self._watch()
            for path in self._mail.glob(f"*{kind}*.eml"):
                if path.stat().st_mtime >= since and wanted(path):
                    return path
            time.sleep(0.05)
        raise Stuck(f"no {what} arrived within {PATIENCE:.0f} s")


def fill_in(
    form: Tag, answers: dict[str, Any], *, contact: dict[str, str]
) -> Iterator[tuple[str, str]]:
    """What a browser would send of this step: hidden fields as they stand, the others filled in."""
    given: dict[str, Any] = {**contact, **answers}
    named = {str(each["name"]) for each in form.select("[name]")}
    for hidden in form.select("input[type=hidden][name]"):
        yield str(hidden["name"]), str(hidden.get("value", ""))
    for key, value in given.items():
        name = next(
            (name for name in (key, f"answers.{key}", f"contact.{key}") if name in named), ""
        )
        if not name:  # it belongs to another step
            continue
        for each in value if isinstance(value, list) else [value]:
            yield name, str(each)
    for consent in form.select("input[type=checkbox][name*=follow_up]"):
        yield str(consent["name"]), str(consent.get("value", "on"))


def _somebody_new(contact: dict[str, str]) -> dict[str, str]:
    """The same person at an address of this run: each run is a lead of its own."""
    mailbox, _, domain = contact["email"].partition("@")
    return contact | {"email": f"{mailbox}+{secrets.token_hex(3)}@{domain}"}


def _message(path: Path) -> Any:
    return message_from_bytes(path.read_bytes(), policy=email.policy.default)


def _recipient(path: Path) -> str:
    return str(_message(path)["To"].addresses[0].addr_spec)


def _text(path: Path) -> str:
    return str(_message(path).get_body(("plain",)).get_content())
