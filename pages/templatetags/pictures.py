"""A picture's sizes and formats, for templates."""

from django import template

from pages.renditions.sets import picture_set

register = template.Library()
register.simple_tag(picture_set)
