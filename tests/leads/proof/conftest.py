"""The same people who log in elsewhere in the admin."""

from tests.leads.admin.conftest import log_in

__all__ = ["log_in"]
