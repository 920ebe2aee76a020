from tests.leads.admin.conftest import log_in  # noqa: F401
