"""The app as Django knows it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Losses(AppConfig):
    """Losses: whom we lost, what they were worth, and why."""

    name = "customerhero.web.losses"
    label = "losses"

    def ready(self) -> None:
        """Put losses on the way, and their pictures into runs."""
        # Django is ready for them only now
        from customerhero.web.look.navigation import Place, put_in_navigation  # noqa: PLC0415
        from customerhero.web.losses.pictures import pictures_of_losses, pictures_of_retention  # noqa: PLC0415
        from customerhero.web.runs.illustrations import illustrates  # noqa: PLC0415

        put_in_navigation(Place("losses", _("Losses"), "losses", 60))
        illustrates("losses")(pictures_of_losses)
        illustrates("retention")(pictures_of_retention)
