"""The app as Django knows it."""

from django.apps import AppConfig


class People(AppConfig):
    """People: who they are, their teams and roles, how they come in, and what was changed by whom."""

    name = "customerhero.web.people"
    label = "people"
