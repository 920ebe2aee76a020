"""The pages somebody would write with Wagtail alone: an article, and a form that is mailed."""

from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.blocks import CharBlock, RichTextBlock
from wagtail.contrib.forms.models import AbstractEmailForm, AbstractFormField
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page


class ArticlePage(Page):
    summary = models.TextField(blank=True)
    author_name = models.CharField(max_length=120, blank=True)
    body = StreamField([("heading", CharBlock()), ("prose", RichTextBlock())])

    template = "floors/article.html"

    class Meta:
        app_label = "floors"


class FormField(AbstractFormField):
    page = ParentalKey("FormPage", on_delete=models.CASCADE, related_name="form_fields")

    class Meta(AbstractFormField.Meta):
        app_label = "floors"


class FormPage(AbstractEmailForm):
    intro = RichTextField(blank=True)

    template = "floors/form.html"
    landing_page_template = "floors/landing.html"

    class Meta:
        app_label = "floors"
