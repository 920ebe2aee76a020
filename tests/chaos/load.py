"""Readers by the seed: each posts one submission and writes down what they were told."""

import copy
import random
import threading
import time
import uuid
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Literal

import requests

type Told = Literal["ok", "error", "indeterminate"]
PATIENCE = 3.0  # seconds for an answer
TRIES = 12
PAUSE = 0.5  # seconds before a reader without an answer sends the same again


@dataclass(frozen=True, slots=True)
class Post:
    """What one reader was told, when they asked, and how many seconds it took."""

    told: Told
    status: int
    at: float
    took: float


@dataclass(slots=True)
class Reader:
    """`mark` stands in nobody else's submission: found in another's mail, it is a leak."""

    mark: str
    body: dict[str, Any]
    posts: list[Post] = field(default_factory=list)  # told, status, seconds

    @property
    def id(self) -> str:
        return str(self.body["id"])

    @property
    def is_acknowledged(self) -> bool:
        return any(post.told == "ok" for post in self.posts)

    @property
    def may_be_stored(self) -> bool:
        return any(post.told != "error" for post in self.posts)


def readers(person: dict[str, Any], *, count: int, seed: int) -> list[Reader]:
    chance = random.Random(seed)
    return [_reader(person, index, chance) for index in range(count)]


def _reader(person: dict[str, Any], index: int, chance: random.Random) -> Reader:
    mark = f"zq{index:05d}{chance.randrange(16**6):06x}"
    body = copy.deepcopy(person)
    body["id"] = str(uuid.UUID(int=chance.getrandbits(128), version=4))
    body["contact"] = {
        "email": f"{mark}@example.com",
        "name": f"Rosa {mark}",
        "company": "Northquay",
        "role": "VP",
    }
    body["answers"]["next-step"] = chance.choice(
        ["framework", "one-to-one", "portfolio", "not-sure"]
    )
    body["answers"]["status-hours"] = chance.randrange(1, 41)
    return Reader(mark, body)


class Load:
    """Posts for all readers at an even rate; `done` is how many have ended."""

    def __init__(self, people: Sequence[Reader], *, rate: float, addresses: Sequence[str]) -> None:
        self._people, self._rate, self._addresses = people, rate, addresses
        self.done = 0
        self._pool = ThreadPoolExecutor(24)
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def wait(self) -> None:
        self._thread.join()
        self._pool.shutdown(wait=True)

    def _run(self) -> None:
        began = time.monotonic()
        for index, reader in enumerate(self._people):
            time.sleep(max(0.0, began + index / self._rate - time.monotonic()))
            self._pool.submit(self._send, reader, index)

    def _send(self, reader: Reader, index: int) -> None:
        """Until somebody answers for good, of one web process and then of the other, as a load
        balancer would ask."""
        for attempt in range(TRIES):
            self._post(reader, self._addresses[(index + attempt) % len(self._addresses)])
            if reader.is_acknowledged:
                break
            time.sleep(PAUSE)
        self.done += 1

    def _post(self, reader: Reader, address: str) -> None:
        slug = reader.body["assessment"]
        sent = {name: value for name, value in reader.body.items() if name != "assessment"}
        at, began = time.time(), time.monotonic()
        try:
            url = f"{address}/api/v1/assessments/{slug}/submissions/"
            status = requests.post(url, json=sent, timeout=PATIENCE).status_code
        except requests.RequestException:
            status = 0
        told: Told = "ok" if status == 202 else "error" if status else "indeterminate"
        reader.posts.append(Post(told, status, at, time.monotonic() - began))
