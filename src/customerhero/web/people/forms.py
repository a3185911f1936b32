"""The forms of people: invitations, coming in, roles and teams, one's own account."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from django import forms
from django.conf import settings
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from customerhero.facts.calendar import known_zones
from customerhero.web.people.administrators import is_last_administrator
from customerhero.web.people.inviting import Newcomer
from customerhero.web.people.models import Invitation, Person, Team
from customerhero.web.people.roles import Role

ALREADY_HERE: Final = _("Somebody with this address is already here. Is it you? Then sign in.")


def _team() -> forms.ModelChoiceField[Team]:
    return forms.ModelChoiceField(Team.objects.all(), label=_("Team"), required=False, empty_label=_("no team"))


class InvitationForm(forms.ModelForm[Invitation]):
    """Whom to invite, and as what."""

    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, initial=Role.EMPLOYEE)
    team = _team()

    class Meta:
        """A name and an address are only a start: the newcomer may correct them."""

        model = Invitation
        fields: ClassVar = ["name", "email", "role", "team"]
        labels: ClassVar = {"name": _("Name"), "email": _("E-mail")}

    def clean_email(self) -> str:
        """Nobody is invited twice."""
        email = str(self.cleaned_data["email"]).lower()
        if email and Person.objects.filter(email=email).exists():
            raise ValidationError(_("Somebody with this address is already here."))
        return email


class ComingInForm(forms.Form):
    """Who takes an invitation up."""

    name = forms.CharField(label=_("Your name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    email = forms.EmailField(
        label=_("Your e-mail"),
        help_text=_("You sign in with it."),
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
    )
    password = forms.CharField(
        label=_("A password"),
        strip=False,
        help_text=_("At least 12 characters; a few words you like are good."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_email(self) -> str:
        """One person an address."""
        email = str(self.cleaned_data["email"]).lower()
        if Person.objects.filter(email=email).exists():
            raise ValidationError(ALREADY_HERE)
        return email

    def clean(self) -> dict[str, Any]:
        """A password that is neither short, nor common, nor one's name."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("password"):
            would_be = Person(email=cleaned.get("email", ""), name=cleaned.get("name", ""))
            try:
                password_validation.validate_password(cleaned["password"], would_be)
            except ValidationError as trouble:
                self.add_error("password", trouble)
        return cleaned

    def newcomer(self) -> Newcomer:
        """Who it is."""
        told = self.cleaned_data
        return Newcomer(name=told["name"], email=told["email"], password=told["password"])


class PersonForm(forms.ModelForm[Person]):
    """What somebody is here."""

    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    team = _team()

    class Meta:
        """What an administrator sets."""

        model = Person
        fields: ClassVar = ["name", "role", "team", "fact_person_id", "is_active"]
        labels: ClassVar = {
            "name": _("Name"),
            "fact_person_id": _("Id in the facts"),
            "is_active": _("May sign in"),
        }
        help_texts: ClassVar = {
            "fact_person_id": _("How the ticket system calls this person, so that thanks reach them."),
            "is_active": _("Take this away when somebody leaves: what they did stays, and they are signed out."),
        }

    def clean(self) -> dict[str, Any]:
        """The last administrator stays one."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        leaves = cleaned.get("role") != Role.ADMINISTRATOR or not cleaned.get("is_active")
        if leaves and is_last_administrator(self.instance):
            raise ValidationError(
                _("%(name)s is the last administrator. Make somebody else one first."),
                params={"name": self.initial.get("name") or self.instance.email},
            )
        return cleaned


class ReasonForm(forms.Form):
    """Why something is done to somebody else's account."""

    reason = forms.CharField(label=_("Reason"), min_length=3, max_length=300)


class TeamForm(forms.ModelForm[Team]):
    """A team's name."""

    class Meta:
        """Only the name."""

        model = Team
        fields: ClassVar = ["name"]
        labels: ClassVar = {"name": _("Name")}


def _zones() -> list[tuple[str, Any]]:
    zones = sorted(zone for zone in known_zones() if "/" in zone and not zone.startswith("Etc/"))
    return [("", _("As the organisation: %(zone)s") % {"zone": settings.TIME_ZONE}), ("UTC", "UTC")] + [
        (zone, zone.replace("_", " ")) for zone in zones
    ]


def _languages() -> list[tuple[str, Any]]:
    return [("", _("As the browser asks")), *settings.LANGUAGES]


class AccountForm(forms.ModelForm[Person]):
    """One's own name and ways."""

    language = forms.ChoiceField(label=_("Language"), choices=_languages, required=False)
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=_zones, required=False)

    class Meta:
        """What everybody sets for themselves."""

        model = Person
        fields: ClassVar = ["name", "language", "time_zone"]
        labels: ClassVar = {"name": _("Name")}
