"""What is filled in about accounts."""

from __future__ import annotations

from django import forms

from customerhero.web.heroes.models import SaidAccount


class AccountForm(forms.ModelForm[SaidAccount]):
    """Whether an account is a person or a machine; each answer is a button of its own."""

    class Meta:
        """The account and what it is."""

        model = SaidAccount
        fields = ("account", "kind")
