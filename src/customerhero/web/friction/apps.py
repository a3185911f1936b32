"""The app as Django knows it."""

from django.apps import AppConfig


class Friction(AppConfig):
    """Friction: runaround, tug-of-war and last resort, and the routes meant to be."""

    name = "customerhero.web.friction"
    label = "friction"
