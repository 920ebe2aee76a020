"""A mail server that obeys, and who logs in: as elsewhere in leads."""

from tests.leads.admin.conftest import log_in, otto
from tests.leads.mail.conftest import sink

__all__ = ["log_in", "otto", "sink"]
