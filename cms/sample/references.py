"""References inside the sample's content become rows: @page:/path/, @cta:key, @reusable:key,
@image:name, @assessment:slug."""

import re
from collections.abc import Mapping
from typing import Any

LINK = re.compile(r'href="(@page:[^"]*)"')


class Unresolved(KeyError):
    """The sample names something that it does not contain."""


def resolve(value: Any, rows: Mapping[str, int]) -> Any:
    """The same content with each reference replaced by its row's id, in rich text too."""
    match value:
        case dict():
            return {key: resolve(each, rows) for key, each in value.items()}
        case list():
            return [resolve(each, rows) for each in value]
        case str() if value.startswith("@"):
            return _row(value, rows)
        case str():
            return LINK.sub(lambda link: f'id="{_row(link[1], rows)}"', value)
        case _:
            return value


def _row(reference: str, rows: Mapping[str, int]) -> int:
    try:
        return rows[reference]
    except KeyError:
        raise Unresolved(reference) from None
