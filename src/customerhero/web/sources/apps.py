"""The app as Django knows it."""

from django.apps import AppConfig


class Sources(AppConfig):
    """Sources: files brought in, how they are mapped, their imports and receipts."""

    name = "customerhero.web.sources"
    label = "sources"
