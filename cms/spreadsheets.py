"""No export of the admin lets a cell act as a formula, whoever wrote what stands in it.

Wagtail's workbooks write formulas as text already; its CSV writes them as they are, and a reader's
name such as `=HYPERLINK(…)` would run in the spreadsheet of whoever opens it (OWASP, "CSV
Injection"). There is one place where every row of every CSV passes, and this stands in it.
"""

from collections.abc import Mapping
from typing import Any, Final

from wagtail.admin.views.mixins import SpreadsheetExportMixin

STARTS_A_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n")


def neutral(value: object) -> object:
    """Text that a spreadsheet would take for a formula, with an apostrophe before it; a number, and
    text that is one, stays as it is."""
    if not isinstance(value, str) or not value.startswith(STARTS_A_FORMULA) or _is_number(value):
        return value
    return f"'{value}"


def neutralise_exports() -> None:
    """Once a process, for all of Wagtail's exports and ours."""
    SpreadsheetExportMixin.write_csv_row = _write_csv_row


def _write_csv_row(view: Any, writer: Any, row: Mapping[str, Any]) -> Any:
    cells = {
        field: neutral(view.preprocess_field_value(field, value, view.FORMAT_CSV))
        for field, value in row.items()
    }
    return writer.writerow(cells)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return text.strip() == text
