"""What a browser does with a form when no script runs: it shows it, and sends what is in it."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Self

import time_machine
from bs4 import BeautifulSoup, Tag
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from leads.spam import Seal

A_MINUTE = timedelta(minutes=1)


def soup(response: HttpResponse) -> BeautifulSoup:
    return BeautifulSoup(response.content.decode(), "html.parser")


@dataclass
class Form:
    """One form of one page; `values` is what it would send now."""

    client: Client
    page: BeautifulSoup
    action: str
    values: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def opened(cls, client: Client, url: str, *, ago: timedelta = A_MINUTE, **headers: Any) -> Self:
        with time_machine.travel(timezone.now() - ago, tick=False):
            response = client.get(url, **headers)
        assert response.status_code == 200, response.content
        return cls.on(client, response)

    @classmethod
    def on(cls, client: Client, response: HttpResponse) -> Self:
        page = soup(response)
        form = page.select_one("main form[method=post]")
        assert form is not None
        return cls(client, page, str(form["action"]), standing(form))

    @property
    def id(self) -> str:
        """Of the draft that the first step makes, and so of the submission."""
        seal = Seal.opened(str(self.values["seal"]))
        assert seal is not None
        return str(seal.id)

    def fill(self, values: dict[str, Any]) -> Self:
        self.values |= values
        return self

    def send(self, values: dict[str, Any] | None = None, **headers: Any) -> HttpResponse:
        return self.client.post(self.action, self.values | (values or {}), **headers)

    def named(self, name: str) -> list[Tag]:
        return self.page.find_all(attrs={"name": name})

    def texts(self, selector: str) -> list[str]:
        return [
            " ".join(tag.get_text(" ", strip=True).split()) for tag in self.page.select(selector)
        ]


def standing(form: Tag) -> dict[str, Any]:
    """Hidden fields, texts as they stand, choices that are checked."""
    values: dict[str, Any] = {}
    for control in form.select("input[name], textarea[name]"):
        name, kind = str(control["name"]), control.get("type", "textarea")
        if kind in ("radio", "checkbox"):
            if control.has_attr("checked"):
                values.setdefault(name, []).append(control["value"])
        elif control.name == "textarea":
            values[name] = control.get_text().removeprefix("\n")
        else:
            values[name] = control.get("value", "")
    return values
