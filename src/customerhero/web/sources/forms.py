"""The form of a schedule, with everything checked before it is kept."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customerhero.errors import ReadError
from customerhero.facts.mapping.loading import preset_names
from customerhero.web.sources.addresses import place_of, public_number
from customerhero.web.sources.folders import allowed_folder
from customerhero.web.sources.models import Source

EVERY: Final = ((1, gettext_lazy("every hour")), (24, gettext_lazy("every day")), (168, gettext_lazy("every week")))


class ScheduleForm(forms.Form):
    """Where to fetch from, how often, and through which preset."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    kind = forms.ChoiceField(
        label=gettext_lazy("Where"),
        choices=[
            (Source.Kind.FOLDER, gettext_lazy("A folder of the server")),
            (Source.Kind.URL, gettext_lazy("An address of the web")),
        ],
    )
    address = forms.CharField(
        label=gettext_lazy("Folder or address"),
        max_length=2000,
        help_text=gettext_lazy("/srv/exports/tickets or https://example.com/export.csv.gz"),
    )
    every_hours = forms.TypedChoiceField(label=gettext_lazy("How often"), choices=EVERY, coerce=int, initial=24)
    preset = forms.ChoiceField(
        label=gettext_lazy("Preset"),
        required=False,
        help_text=gettext_lazy("Without one the first file waits until somebody has said what its columns are."),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, label_suffix="")
        self.fields["preset"].choices = [("", _("none yet")), *((name, name) for name in preset_names())]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Check that the place may be fetched from."""
        cleaned: dict[str, Any] = super().clean() or {}
        address = cleaned.get("address", "")
        try:
            if address and cleaned.get("kind") == Source.Kind.FOLDER:
                cleaned["address"] = str(allowed_folder(address))
            elif address:
                public_number(place_of(address))
        except ReadError as trouble:
            self.add_error("address", f"{trouble.what} {trouble.remedy}")
        return cleaned
