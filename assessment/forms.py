from django.core.exceptions import ValidationError
from wagtail.admin.forms.models import WagtailAdminModelForm


class FreezingForm(WagtailAdminModelForm):
    """A draft may be incomplete; what is to be published must freeze and fit what is live."""

    def _post_clean(self) -> None:
        super()._post_clean()
        if self.is_deferred_validation or self.errors:
            return
        try:
            self.instance.check_publishable(self.instance, self.instance.freeze())
        except ValidationError as error:
            self.add_error(None, error)
