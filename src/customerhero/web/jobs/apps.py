"""The app as Django knows it."""

from django.apps import AppConfig


class Jobs(AppConfig):
    """Jobs: work done in the background, none of it lost and none done twice."""

    name = "customerhero.web.jobs"
    label = "jobs"
