from django.db import models
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting


@register_setting(icon="site")
class SiteSettings(BaseSiteSetting):
    """The site's own few words, at the foot of every page. Its name is kept on the site itself."""

    footer_line = models.CharField(max_length=200, blank=True, help_text="For whom this is.")
    publisher_line = models.CharField(
        max_length=200, blank=True, help_text="Who publishes it, and where to write to."
    )

    class Meta:
        verbose_name = "words at the foot"
