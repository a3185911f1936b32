"""The app as Django knows it."""

from django.apps import AppConfig


class Look(AppConfig):
    """The look: the design system, what stands on every page, and tables."""

    name = "customerhero.web.look"
    label = "look"
