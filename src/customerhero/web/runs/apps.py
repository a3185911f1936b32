"""The app as Django knows it."""

from django.apps import AppConfig


class Runs(AppConfig):
    """Runs: the month's agenda computed in the background and kept, its findings and what was decided about them."""

    name = "customerhero.web.runs"
    label = "runs"
