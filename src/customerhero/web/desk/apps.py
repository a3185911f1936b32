"""The app as Django knows it."""

from django.apps import AppConfig


class Desk(AppConfig):
    """My desk: what waits for me, from every app."""

    name = "customerhero.web.desk"
    label = "desk"
