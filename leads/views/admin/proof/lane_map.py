"""The plane of two dimensions, drawn: which rule decides where, and where past readers stood."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from leads.domain.lane_map import SIDE, Cells, Rectangle, Region, regions, roomiest, with_thresholds
from leads.domain.routing import RuleSet
from leads.models import Lane, Submission
from leads.proofs import Proof
from leads.seen import scored_at
from leads.views.admin.permissions import sees_every
from leads.views.admin.proof.frame import ProofView
from leads.views.admin.proof.plane import Setting

PATTERNS: Final = 8  # of lanes; a ninth looks like the first and is still told by its name
SMALLEST_MARKED: Final = 6  # points: a region narrower than this has no room for its number
TICKS: Final = (0, 25, 50, 75, 100)


@dataclass(frozen=True, slots=True)
class RegionShown:
    """One rule on the map. `pattern` is its lane's, from 1; `path` draws it, `mark` is where its
    number stands, None where there is no room."""

    number: int
    label: str
    lane: str
    pattern: int
    cells: int
    where: str
    readers: int | None
    path: str
    mark: tuple[float, float] | None

    @property
    def percent(self) -> str:
        """Of the plane; never rounded to none or all."""
        share = 100 * self.cells / SIDE**2
        return "under 1%" if 0 < share < 1 else "over 99%" if 99 < share < 100 else f"{share:.0f}%"


@dataclass(frozen=True, slots=True)
class Dot:
    """Readers who had the same two scores."""

    across: float
    up: float
    radius: str
    says: str


class LaneMapView(ProofView):
    label = "Lane map"
    name = "lanes"
    template_name = "leads/admin/proof/lane_map.html"

    def shown(self, proof: Proof) -> dict[str, Any]:
        setting = Setting(proof, self.request.GET)
        if len(setting.plain) < 2:
            return {"missing": "A map needs two dimensions that are measured. There is only one."}
        rule_set = with_thresholds(proof.rule_set, setting.moved)
        plane = setting.plane
        cells = plane.cells(rule_set)
        readers = self._readers(proof, plane.across, plane.up)
        context = {
            "setting": setting,
            "axes": setting.axes,
            "side": SIDE,
            "ticks": [(tick, tick + 0.5, SIDE - tick - 0.5) for tick in TICKS],
            "regions": _shown(cells, rule_set, setting=setting, readers=readers),
            "dots": _dots(readers or Counter()),
            "sees": readers is not None,
            "readers": readers.total() if readers else 0,
        }
        if setting.moved:
            context["change"] = _change(plane.cells(proof.rule_set), cells, proof.rule_set, readers)
        return context

    def _readers(self, proof: Proof, across: str, up: str) -> Counter[tuple[int, int]] | None:
        """None for who may not view submissions."""
        sees = sees_every(Submission, self.request.user)
        return scored_at(proof, across, up) if sees else None


def _shown(
    cells: Cells, rule_set: RuleSet, *, setting: Setting, readers: Counter[tuple[int, int]] | None
) -> list[RegionShown]:
    names = dict(Lane.objects.values_list("key", "name"))
    lanes = [*(rule.lane for rule in rule_set.rules), rule_set.fallback]
    patterns = {lane: at % PATTERNS + 1 for at, lane in enumerate(dict.fromkeys(lanes))}
    labels = [*(rule.label for rule in rule_set.rules), "No rule holds"]
    counted, room = _counted(cells, readers or Counter()), roomiest(cells)
    return [
        RegionShown(
            number=region.rule + 1,
            label=labels[region.rule],
            lane=names.get(lanes[region.rule], lanes[region.rule]),
            pattern=patterns[lanes[region.rule]],
            cells=region.cells,
            where=_where(region, setting),
            readers=None if readers is None else counted[region.rule],
            path="".join(map(_path, region.rectangles)),
            mark=_mark(room[region.rule]),
        )
        for region in regions(cells)
    ]


def _counted(cells: Cells, readers: Mapping[tuple[int, int], int]) -> Counter[int]:
    found = Counter[int]()
    for (across, up), count in readers.items():
        found[cells[up][across]] += count
    return found


def _where(region: Region, setting: Setting) -> str:
    """“Personal drag 0 to 49, Organizational drag 50 to 100”; “within” where not all of it."""
    said = ", ".join(
        f"{axis.label} {low} to {high}" if low < high else f"{axis.label} {low}"
        for axis, (low, high) in zip(setting.axes, region.ranges, strict=True)
    )
    return said if region.is_rectangle else f"within {said}"


def _path(each: Rectangle) -> str:
    """In the drawing's own measure: one unit a point, downwards from the top."""
    return (
        f"M{each.across} {SIDE - each.up - each.height}h{each.width}v{each.height}h-{each.width}z"
    )


def _mark(each: Rectangle) -> tuple[float, float] | None:
    if min(each.width, each.height) < SMALLEST_MARKED:
        return None
    return each.across + each.width / 2, SIDE - each.up - each.height / 2


def _dots(readers: Mapping[tuple[int, int], int]) -> list[Dot]:
    """Larger for more readers, by area; at most two points wide."""
    most = max(readers.values(), default=1)
    return [
        Dot(
            across=across + 0.5,
            up=SIDE - up - 0.5,
            radius=f"{0.25 + 0.65 * (count / most) ** 0.5:.2f}",
            says=f"{count} at {across} and {up}",
        )
        for (across, up), count in sorted(readers.items())
    ]


def _change(
    before: Cells, after: Cells, rule_set: RuleSet, readers: Counter[tuple[int, int]] | None
) -> dict[str, Any]:
    """How many pairs of scores, and readers who had them, lead to another lane than as written."""
    lanes = [*(rule.lane for rule in rule_set.rules), rule_set.fallback]
    moved = {
        (across, up)
        for up in range(SIDE)
        for across in range(SIDE)
        if lanes[before[up][across]] != lanes[after[up][across]]
    }
    counted = None if readers is None else sum(readers[pair] for pair in moved)
    return {"pairs": f"{len(moved):,}", "of": f"{SIDE**2:,}", "readers": counted}
