from anymail.signals import inbound, pre_send, tracking
from django.apps import AppConfig

from leads import checks  # noqa: F401  # it registers itself


class LeadsConfig(AppConfig):
    name = "leads"
    verbose_name = "Leads"

    def ready(self) -> None:
        from leads import webhooks  # models must be loaded first  # noqa: PLC0415

        tracking.connect(webhooks.receive_tracking, dispatch_uid="leads.receive_tracking")
        inbound.connect(webhooks.receive_inbound, dispatch_uid="leads.receive_inbound")
        pre_send.connect(webhooks.withhold_suppressed, dispatch_uid="leads.withhold_suppressed")
