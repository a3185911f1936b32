"""The app as Django knows it."""

from django.apps import AppConfig
from django.core import checks


class Serving(AppConfig):
    """Serving: the settings are checked whenever Django checks itself."""

    name = "customerhero.web.serving"
    label = "serving"

    def ready(self) -> None:
        """Have Django's checks look at our settings too."""
        from customerhero.web.serving.django_checks import settings_make_sense  # noqa: PLC0415  # as Django asks

        checks.register(lambda **_: settings_make_sense())  # Django demands that a check takes all it may be told
