"""The app as Django knows it."""

from django.apps import AppConfig


class Losses(AppConfig):
    """Losses: whom we lost, what they were worth, and why."""

    name = "customerhero.web.losses"
    label = "losses"
