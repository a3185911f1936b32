"""The page of all components: what stands on it is what the workplace is made of."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from customerhero.charts.palette import LIGHT
from customerhero.web.doors import SIGNED_IN, door
from customerhero.web.look import samples
from customerhero.web.look.tables import shown_table


class SampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label=_("Name"), help_text=_("As the customer would say it."))
    month = forms.ChoiceField(label=_("Month"), choices=[("2026-10", "2026-10"), ("2026-09", "2026-09")])
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    email = forms.EmailField(label=_("E-mail"))
    file = forms.FileField(label=_("File"), required=False)
    kind = forms.ChoiceField(
        label=_("Kind"), widget=forms.RadioSelect, choices=[("all", _("Everything")), ("some", _("Only the troubles"))]
    )
    agreed = forms.BooleanField(label=_("Tell me when it comes back"), required=False)


@door(SIGNED_IN)
@require_GET
def styleguide(request: HttpRequest) -> HttpResponseBase:
    """Every component, living, in its states."""
    view = shown_table(request, "routes", samples.COLUMNS, samples.ROWS, caption=_("Routes"))
    if view.export:
        return view.export
    return render(request, "look/styleguide.html", _shown(view))


def _shown(view: object) -> dict[str, object]:
    return {
        "view": view,
        "colours": list(LIGHT),
        "tiles": samples.sample_tiles(),
        "findings": samples.sample_findings(),
        "network": samples.sample_network(),
        "flows": samples.FLOWS.rows,
        "icons": samples.icon_names(),
        "form": SampleForm({"name": "Nordlicht", "month": "2026-09", "email": "not an address", "kind": "all"}),
        "changes": [samples.WORSE, samples.BETTER, samples.STEADY, samples.UNKNOWN],
    }
