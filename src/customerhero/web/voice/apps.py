"""The app as Django knows it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Voice(AppConfig):
    """Voice: what customers say."""

    name = "customerhero.web.voice"
    label = "voice"

    def ready(self) -> None:
        """Put voice on the way, and its pictures into runs."""
        # Django is ready for them only now
        from customerhero.web.look.navigation import Place, put_in_navigation  # noqa: PLC0415
        from customerhero.web.runs.illustrations import illustrates  # noqa: PLC0415
        from customerhero.web.voice.pictures import pictures_of  # noqa: PLC0415

        put_in_navigation(Place("voice", _("Voice"), "voice", 50))
        illustrates("voice")(pictures_of)
