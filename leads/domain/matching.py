"""Who can take a lead at all: what an advisor offers, and how many they take."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

ATTRIBUTES: Final = ("language", "sector", "region")

type Words = frozenset[str]
type Offers = Mapping[str, Words]  # by attribute; an attribute left out restricts nothing


@dataclass(frozen=True, slots=True)
class Wishes:
    """What one lead brings to a draw. `passed_over`: advisors who are not to be drawn for it, and
    why, in one word. `known`: the advisor who knows the reader, or their organization (`known_as`).
    `wanted`: by attribute, what the reader said, in the advisors' words."""

    passed_over: Mapping[int, str] = field(default_factory=lambda: MappingProxyType({}))
    known: int | None = None
    known_as: str = ""
    wanted: Offers = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Taken:
    """How many leads an advisor was offered in the last 24 hours and seven days: in all lanes, and
    in the one that draws."""

    day: int = 0
    week: int = 0
    lane_day: int = 0
    lane_week: int = 0


@dataclass(frozen=True, slots=True)
class Caps:
    """The most of each; None is no cap."""

    day: int | None = None
    week: int | None = None
    lane_day: int | None = None
    lane_week: int | None = None

    def reached(self, taken: Taken) -> str | None:
        """Which cap is reached, in one word, the widest first; None: none is."""
        words = {
            "day": "at_daily_cap",
            "week": "at_weekly_cap",
            "lane_day": "at_daily_cap_of_lane",
            "lane_week": "at_weekly_cap_of_lane",
        }
        for name, word in words.items():
            most: int | None = getattr(self, name)
            if most is not None and getattr(taken, name) >= most:
                return word
        return None


def mismatch(offers: Offers, wanted: Offers) -> str | None:
    """Why what an advisor offers is not what the reader asked for, in one word; None: it is, or
    either of them left it open."""
    for name in ATTRIBUTES:
        asked, offered = wanted.get(name), offers.get(name)
        if asked and offered and not asked & offered:
            return f"other_{name}"
    return None
