"""How forms are drawn: label above, help below, what is wrong beside the field it is about."""

from __future__ import annotations

from django.forms.renderers import DjangoTemplates


class OurForms(DjangoTemplates):
    """Forms in the look of the workplace; named in the settings."""

    form_template_name = "look/form.html"
    field_template_name = "look/field.html"
