"""The app as Django knows it."""

from django.apps import AppConfig


class Voice(AppConfig):
    """Voice: what customers say."""

    name = "customerhero.web.voice"
    label = "voice"
