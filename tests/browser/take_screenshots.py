"""`make screenshots`: the demo in a directory of its own, and pictures of what it shows.

python -m tests.browser.take_screenshots [DIRECTORY]      (default docs/screenshots)
"""

import email.policy
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from io import BytesIO
from itertools import product
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from PIL import Image
from playwright.sync_api import Browser, Page

from cms.demo.processes import MANAGE
from tests.browser.chromium import chromium
from tests.browser.editing_pictures import shoot_editing

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 860}
WIDEST = 1280  # pixels of a committed picture
TALLEST = 2600
ANSWERS = {"accept": "Accept", "decline": "Decline", "answer": "Not now"}
SAMPLES = ("reminder", "returned", "contact", "confirm", "answered")


@contextmanager
def demo(directory: str) -> Iterator[dict[str, Any]]:
    command = [
        sys.executable,
        MANAGE,
        "demo",
        "--json",
        "--port",
        "0",
        "--data",
        f"{directory}/var",
    ]
    environment = os.environ | {"INBOUND_DOMAIN": "reply.example.com"}  # briefs say what acts
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    try:
        assert process.stdout
        yield json.loads(process.stdout.readline())
    finally:
        process.terminate()
        process.wait(timeout=60)


def save(page: Page, to: Path, *, full: bool = False) -> None:
    picture = Image.open(BytesIO(page.screenshot(full_page=full))).convert("RGB")
    picture = picture.crop((0, 0, picture.width, min(picture.height, TALLEST)))
    picture.save(to, "WEBP", quality=82, method=6)


def shoot_site(browser: Browser, report: dict[str, Any], to: Path) -> None:
    base = report["base_url"]
    pages = {
        "home": base,
        "pillar": f"{base}/career/",
        "article": report["article_url"],
        "assessment": f"{base}/assessments/leadership/",
        "result": report["result_url"],
        "offer": f"{base}/individual-advisory/",
    }
    looks = product((("", DESKTOP), ("-phone", PHONE)), (("", "light"), ("-dark", "dark")))
    for ((window, size), (look, scheme)), (name, url) in product(list(looks), pages.items()):
        page = browser.new_page(viewport=size, color_scheme=scheme)
        page.goto(url)
        page.wait_for_load_state("networkidle")
        save(page, to / f"{name}{window}{look}.webp", full=not window + look and name == "result")
        page.close()


def shoot_mails(browser: Browser, report: dict[str, Any], to: Path) -> None:
    for name in ("reader_mail", "advisor_mail"):
        message = message_from_bytes(Path(report[name]).read_bytes(), policy=email.policy.default)
        body = message.get_body(("html",))
        page = browser.new_page(viewport={"width": 720, "height": 900})
        page.set_content(body.get_content())
        save(page, to / f"{name.replace('_', '-')}.webp", full=True)
        page.close()


def shoot_answering(browser: Browser, report: dict[str, Any], to: Path) -> None:
    """The pages on which an advisor answers, by the links of the brief."""
    message = message_from_bytes(
        Path(report["advisor_mail"]).read_bytes(), policy=email.policy.default
    )
    text = message.get_body(("plain",)).get_content()
    looks = (("", DESKTOP, "light"), ("-phone-dark", PHONE, "dark"))
    for (name, words), (look, size, scheme) in product(ANSWERS.items(), looks):
        page = browser.new_page(viewport=size, color_scheme=scheme)
        page.goto(re.findall(rf"{words}:\s+(\S+)", text)[0])
        page.wait_for_load_state("networkidle")
        save(page, to / f"advisor-{name}{look}.webp")
        page.close()


def shoot_samples(browser: Browser, report: dict[str, Any], to: Path) -> None:
    """The mails that the sample reader's way does not bring, as the admin shows them."""
    page = log_in(browser, report)
    looks = (("", 720, "light"), ("-phone-dark", PHONE["width"], "dark"))
    for kind in SAMPLES:
        page.goto(f"{report['admin_url']}leads/mails/?kind={kind}")
        shown = page.locator("iframe.receipt-mail").get_attribute("srcdoc")
        for look, width, scheme in looks:
            mail = browser.new_page(viewport={"width": width, "height": 400}, color_scheme=scheme)
            mail.set_content(shown or "")
            save(mail, to / f"mail-{kind.replace('_', '-')}{look}.webp", full=True)
            mail.close()


def log_in(browser: Browser, report: dict[str, Any]) -> Page:
    page = browser.new_page(viewport=DESKTOP)
    page.goto(report["admin_url"])
    page.fill("input[name=login]", "admin")
    page.fill("input[name=password]", report["users"]["admin"])
    page.click("button[type=submit]")
    return page


def shoot_letters(browser: Browser, report: dict[str, Any], to: Path) -> None:
    """A follow-up is a day away: what its reader will get is taken from the page that shows it."""
    page = log_in(browser, report)
    page.goto(f"{report['admin_url']}{SEQUENCES}")
    link = page.locator(f"{ROW}:has-text('Executive')").first.get_attribute("href")
    key = re.findall(r"[0-9]+(?=/)", link)[-1]
    page.goto(urljoin(page.url, f"/admin/{SEQUENCES}{key}/letters/?step={LETTER}"))
    save(page, to / "admin-letters.webp")
    mail = browser.new_page(viewport={"width": 720, "height": 900})
    mail.set_content(page.locator("iframe.receipt-mail").get_attribute("srcdoc"))
    save(mail, to / "follow-up-mail.webp", full=True)


def shoot_admin(browser: Browser, report: dict[str, Any], to: Path) -> None:
    page = log_in(browser, report)
    for name, (path, *row) in ADMIN.items():
        page.goto(report["admin_url"] + path)
        for words, beside in row:
            link = page.locator(f"{ROW}:has-text('{words}')").first.get_attribute("href")
            key = re.findall(r"[0-9a-f-]+(?=/)", link)[-1]
            page.goto(urljoin(page.url, beside.format(key=key) if beside else link))
        page.wait_for_load_state("networkidle")
        save(page, to / f"admin-{name}.webp")


# A list; of one of its rows, words and what to see beside it, or the row itself where nothing is.
ROW = "main table tbody a[href]"
ASSESSMENTS = "snippets/assessment/assessment/"
POLICIES = "snippets/leads/routingpolicy/"
SEQUENCES = "snippets/leads/sequence/"
LETTER = "three-sets-of-minutes"
PROOF = "/admin/leads/routingpolicy/{key}/proof/"
ADMIN: dict[str, tuple[Any, ...]] = {
    "leads": ("leads/lead/",),
    "lead": ("leads/lead/", ("", "")),
    "decision": ("leads/decision/", ("", "")),
    "delivery": ("leads/delivery/?kind=result", ("", "")),
    "policy": (POLICIES, ("Leadership", "")),
    "assessment": (ASSESSMENTS, ("Leadership", "")),
    "versions": (ASSESSMENTS, ("Leadership", f"/admin/{ASSESSMENTS}{{key}}/versions/")),
    "stops": (ASSESSMENTS, ("Leadership", f"/admin/{ASSESSMENTS}{{key}}/stops/")),
    "sequence": (SEQUENCES, ("Executive", "")),
    "sequence-figures": (SEQUENCES, ("Executive", f"/admin/{SEQUENCES}{{key}}/figures/")),
    "coverage": (POLICIES, ("Leadership", f"{PROOF}coverage/")),
    "lane-map": (POLICIES, ("Leadership", f"{PROOF}lanes/")),
    "replay": (POLICIES, ("Leadership", f"{PROOF}replay/")),
    "try-it": (POLICIES, ("Leadership", f"{PROOF}try/")),
    "usefulness": ("reports/usefulness/",),
}


SHOTS = (shoot_site, shoot_mails, shoot_samples, shoot_answering, shoot_letters, shoot_admin)


def shoot_all(report: dict[str, Any], to: Path) -> None:
    with chromium() as browser:
        for shoot in SHOTS:
            shoot(browser, report, to)
        shoot_editing(browser, report, to, save)


def main(to: Path) -> None:
    to.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as directory, demo(directory) as report:
        shoot_all(report, to)


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/screenshots"))
