"""The app as Django knows it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from customerhero.web.look.navigation import Place, put_in_navigation


class Desk(AppConfig):
    """My desk: what waits for each person."""

    name = "customerhero.web.desk"
    label = "desk"

    def ready(self) -> None:
        """Be the first place."""
        put_in_navigation(Place("desk", _("My desk"), "desk", 10))
