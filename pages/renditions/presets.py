"""Which sizes and formats of a picture there are: by name, the same everywhere."""

from collections.abc import Iterator
from dataclasses import dataclass

FORMATS = ("avif", "webp", "jpeg")  # the smallest first; the last is read by every browser
UNSIZED = (".gif", ".svg")  # one moves, the other has every size: both are shown as they came


@dataclass(frozen=True, slots=True)
class Preset:
    """`widths` in pixels, ascending; `sizes` says to a browser how wide the picture will stand."""

    name: str
    widths: tuple[int, ...]
    sizes: str

    def specs(self, width: int) -> Iterator[str]:
        """What is made of a picture so wide, none of it enlarged; the mark comes last."""
        enough = next((each for each in self.widths if each >= width), self.widths[-1])
        for wanted in reversed([each for each in self.widths if each <= enough]):
            for form in FORMATS:
                yield spec(wanted, form)

    @property
    def mark(self) -> str:
        """Made of every picture, and last: where it is, all are."""
        return spec(self.widths[0], FORMATS[-1])


def spec(width: int, form: str) -> str:
    return f"width-{width}|format-{form}"


# A figure is as wide as margin and text together, 53rem; twice that for fine screens.
FIGURE = Preset("figure", widths=(480, 960, 1696), sizes="(min-width: 64rem) 53rem, 100vw")
EVERY_SPEC = [spec(width, form) for width in FIGURE.widths for form in FORMATS]
