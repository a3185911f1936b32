"""What is filled in about routes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from customerhero.web.friction.models import LegitimateRoute


class RouteForm(forms.ModelForm[LegitimateRoute]):
    """A route is meant to be, and why; the teams stand in hidden fields."""

    month = forms.RegexField(r"\d{4}-\d{2}", required=False, widget=forms.HiddenInput)

    class Meta:
        """The teams and the reason."""

        model = LegitimateRoute
        fields = ("from_team", "to_team", "reason")
        widgets = {  # noqa: RUF012  # Django's own way
            "from_team": forms.HiddenInput,
            "to_team": forms.HiddenInput,
            "reason": forms.Textarea(attrs={"rows": 2}),
        }

    def clean(self) -> dict[str, Any]:
        """A route leads from one team to another."""
        given = super().clean() or {}
        if given.get("from_team") == given.get("to_team"):
            raise forms.ValidationError(_("A route leads from one team to another."))
        return given
