"""After a full run nothing of a reader stands in a log, an address, a queue or a task's arguments.

The names are canaries: whatever part of the house wrote one down would be found by it.
"""

import base64
import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests

from cms.demo.processes import run_command
from cms.demo.reader import Reader
from leads.models import Delivery, OutboxMessage
from tests.deployment import ALIAS, Deployment, new_id, wait_until

pytestmark = [pytest.mark.processes, pytest.mark.timeout(240)]

CANARY = re.compile(r"canar(y|ia)|kanarie|tenerife", re.IGNORECASE)
CONTACT = {
    "email": "canary.bird@example.com",
    "name": "Kanarie Vogel",
    "company": "Canaria Shipping",
    "role": "Director of Tenerife",
}
ANSWER = "The canary has been on my desk for five quarters."
SECRET = "canarywebhook:secret"
BODY = re.compile(r'\\*"body\\*": \\*"([A-Za-z0-9+/=]+)\\*"')


class Overheard:
    """Everything that was said to the broker, with the bodies of tasks as they are meant."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    @property
    def bodies(self) -> list[str]:
        found = (each for line in self.lines for each in BODY.findall(line))
        return [base64.b64decode(each).decode() for each in found]


@contextmanager
def overhearing(broker_url: str) -> Iterator[Overheard]:
    """Every command the broker gets meanwhile (MONITOR)."""
    heard, where = Overheard(), urlsplit(broker_url)
    with socket.create_connection((where.hostname or "", where.port or 0)) as line:
        line.sendall(b"MONITOR\r\n")

        def listen() -> None:
            with line.makefile(encoding="utf-8", errors="replace") as said:
                heard.lines.extend(said)

        listener = threading.Thread(target=listen, daemon=True)
        listener.start()
        try:
            yield heard
        finally:
            line.shutdown(socket.SHUT_RDWR)
            listener.join(5)


@pytest.fixture
def heard(deployment: Deployment) -> Iterator[Overheard]:
    """The house at work: web with its access log, worker and sweeper; mail as files."""
    deployment.let_mail_go_at_any_hour()
    deployment.environment |= {
        "MAIL_URL": f"file:{deployment.directory / 'mail'}",
        "ANYMAIL_WEBHOOK_SECRET": SECRET,
        "GRANIAN_LOG_ACCESS_ENABLED": "true",
    }
    with overhearing(deployment.environment["REDIS_URL"]) as heard:
        deployment.start_web()
        deployment.start_worker()
        deployment.start_sweeper()
        yield heard


def take_the_steps(deployment: Deployment, rosa: dict[str, Any]) -> str:
    """By the form, from an article to the mails; the address of the result."""
    reader = Reader(deployment.base_url, mail=deployment.directory / "mail", watch=lambda: None)
    answers = rosa["answers"] | {"longest-carried": ANSWER}
    person = {"contact": CONTACT, "answers": answers}
    return reader.travel(person, article_path="/career/two-jobs-credit-for-neither/").result_url


def send_by_the_api(deployment: Deployment, rosa: dict[str, Any]) -> None:
    """Once well, and wrong in the ways that programs are."""
    url = f"{deployment.base_url}/api/v1/assessments/leadership/"
    text_id = requests.get(url, timeout=10).json()["consent"]["text_id"]
    answers = rosa["answers"] | {"longest-carried": ANSWER}
    consent = {"follow_up": True, "text_id": text_id}
    well = rosa | {"answers": answers, "contact": CONTACT, "consent": consent}
    assert deployment.submit(well).status_code == 202
    again = well | {"contact": CONTACT | {"name": "Another Canary"}}
    assert deployment.submit(again).status_code == 409
    for wrong in (
        {"contact": CONTACT | {"email": "canary at example"}},
        {"answers": answers | {"canary": "canary"}},
        {"canary": CONTACT},
    ):
        assert deployment.submit(well | {"id": new_id()} | wrong).status_code == 422
    malformed = requests.post(f"{url}submissions/", data='{"canary": ', timeout=10)
    assert malformed.status_code in (400, 415, 422)


def report(deployment: Deployment, kind: str, **more: str) -> None:
    """As Postmark reports it."""
    payload = {"RecordType": kind, "MessageID": "unknown-to-us", "Recipient": CONTACT["email"]}
    payload |= {"UserAgent": "canary", "Email": CONTACT["email"], **more}
    url = f"{deployment.base_url}/anymail/postmark/tracking/"
    user, _, password = SECRET.partition(":")
    assert requests.post(url, json=payload, auth=(user, password), timeout=10).status_code == 200
    wrong = requests.post(url, json=payload, auth=("nobody", "wrong"), timeout=10)
    assert wrong.status_code == 400


def links_of(mail: Path, *names: str) -> list[str]:
    message: Any = message_from_bytes(mail.read_bytes(), policy=policy.default)
    text = message.get_body(("plain",)).get_content()
    return [re.search(rf"http\S+/{name}/\S+", text)[0] for name in names]  # type: ignore[index]


def ask_for_less(deployment: Deployment) -> None:
    """By the links at the foot of a follow-up."""
    [mail, *_] = (deployment.directory / "mail").glob("*follow_up*.eml")
    preferences, way_out = links_of(mail, "preferences", "unsubscribe")
    for url, said in ((preferences, {"choice": "weekly"}), (way_out, {})):
        assert requests.get(url, timeout=10).status_code == 200
        assert requests.post(url, data=said, timeout=10).status_code == 200


@pytest.mark.parametrize("deployment", ["sqlite"], indirect=True)
@pytest.mark.xdist_group("deployment-sqlite")
def test_no_log_no_address_no_queue_and_no_task_says_who_it_was(
    deployment: Deployment, heard: Overheard, rosa: dict[str, Any]
) -> None:
    result_url = take_the_steps(deployment, rosa)
    send_by_the_api(deployment, rosa)
    wait_until(lambda: deployment.sent("result") == 2, "both results are sent")
    deployment.let_a_day_pass()
    wait_until(lambda: deployment.sent("follow_up"), "a follow-up is sent")
    ask_for_less(deployment)
    for kind in ("Open", "Delivery", "SpamComplaint"):
        report(deployment, kind, Type="SpamComplaint")
    for path in ("", "pdf/", "data/", "data.json"):
        assert requests.get(f"{result_url}{path}", timeout=20).status_code == 200
    assert requests.post(f"{result_url}delete/", timeout=10).status_code == 200
    run_command("erase_person", CONTACT["email"], environment=deployment.environment)
    deployment.stop()

    logs = {path.name: path.read_text() for path in (deployment.directory / "logs").glob("*.log")}
    kept = list(OutboxMessage.objects.using(ALIAS).values_list("topic", "key", "last_error"))
    names = [path.name for path in (deployment.directory / "mail").iterdir()]
    searched = {**logs, "broker": "\n".join([*heard.lines, *heard.bodies])}
    searched |= {"outbox": str(kept), "files": "\n".join(names)}
    assert {
        name: found for name, text in searched.items() if (found := lines_with_canaries(text))
    } == {}
    # And it was looked at what could have held one.
    assert "POST /api/v1/assessments/leadership/submissions/" in logs["web.log"]
    assert any('["pipeline"]' in body for body in heard.bodies)
    assert {"web.log", "worker.log", "sweeper.log"} <= set(logs)
    assert Delivery.objects.using(ALIAS).count() >= 4


def lines_with_canaries(text: str) -> list[str]:
    return [line[:300] for line in text.splitlines() if CANARY.search(line)]


def test_a_canary_would_be_found() -> None:
    body = base64.b64encode(b'[["canary"], {}, {}]').decode()
    heard = Overheard()
    heard.lines.append(f'LPUSH pipeline {{\\"body\\": \\"{body}\\", \\"headers\\": {{}}}}')
    assert lines_with_canaries("\n".join(heard.bodies)) == ['[["canary"], {}, {}]']
