"""The pages of erasing: what would go, the word that it shall, and the receipt."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from customerhero.web.customers.erasing import ask_erasure, is_asked, trouble_of, would_go
from customerhero.web.customers.may import ERASE_CUSTOMERS
from customerhero.web.customers.models import Erasure
from customerhero.web.doors import door
from customerhero.web.look.tables import Column, shown_table
from customerhero.web.look.taking import Taken, take
from customerhero.web.people.sayings import SHORT
from customerhero.web.people.signed_in import signed_in


class ErasureForm(forms.Form):
    """The customer's number, typed once more, and why."""

    confirmation = forms.CharField(
        label=_("The customer's number, to confirm"), widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    reason = forms.CharField(
        label=_("Why"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It stands on the receipt: do not name the customer."),
    )

    def __init__(self, customer_id: str, *told: Any) -> None:
        super().__init__(*told)
        self._customer_id = customer_id

    def clean_confirmation(self) -> str:
        """Exactly the number."""
        if self.cleaned_data["confirmation"] != self._customer_id:
            raise ValidationError(_("That is not this customer's number. Nothing was erased."))
        return self._customer_id


def _page_of(row: Erasure) -> str:
    return reverse("erasure", args=[row.pk])


COLUMNS: Final = (
    Column("pk", _("Receipt"), "whole", link=_page_of, sortable=False),
    Column("at", _("Asked for"), "time"),
    Column("by__name", _("By")),
    Column("pseudonym", _("Pseudonym"), "id", told=lambda row: row.pseudonym[:SHORT]),
    Column("done_at", _("Done"), "time"),
)


@door(ERASE_CUSTOMERS)
@never_cache
@require_safe
def customer_erasure(request: HttpRequest, customer_id: str) -> HttpResponse:
    """What would go and what would stay, and a form to have it done."""
    return _asked(request, customer_id, ErasureForm(customer_id))


@door(ERASE_CUSTOMERS)
@require_POST
def customer_erasures(request: HttpRequest, customer_id: str) -> HttpResponse:
    """Have the customer erased."""
    form = ErasureForm(customer_id, request.POST)
    if not form.is_valid():
        return _asked(request, customer_id, form, status=400)
    asked = ask_erasure(customer_id, form.cleaned_data["reason"], signed_in(request))
    return redirect("erasure", asked.pk)


@door(ERASE_CUSTOMERS)
@require_safe
def erasures(request: HttpRequest) -> HttpResponseBase:
    """All receipts."""
    rows = Erasure.objects.select_related("by")
    view = shown_table(request, "erasures", COLUMNS, rows, _("Erasures"), "-at")
    return view.export or render(request, "customers/erasures.html", {"view": view})


@door(ERASE_CUSTOMERS)
@never_cache
@require_safe
def erasure(request: HttpRequest, pk: int) -> HttpResponse:
    """One erasure: how far it is, then its receipt."""
    part = request.headers.get("HX-Request") == "true"
    return render(request, "customers/erasure_standing.html" if part else "customers/erasure.html", _receipt(pk))


@door(ERASE_CUSTOMERS)
@require_safe
def erasure_receipt(request: HttpRequest, pk: int) -> HttpResponse:
    """The receipt as a text to keep."""
    told = _receipt(pk)
    if told["erasure"].done_at is None:
        raise Http404
    take(request, Taken(f"erasure {pk}", "txt"))
    text = render_to_string("customers/erasure.txt", told)
    named = {"Content-Disposition": f'attachment; filename="erasure-{pk}.txt"'}
    return HttpResponse(text, content_type="text/plain; charset=utf-8", headers=named)


def _asked(request: HttpRequest, customer_id: str, form: ErasureForm, status: int = 200) -> HttpResponse:
    found = would_go(customer_id)
    if found is not None and not found.rows and not found.others and not is_asked(customer_id):
        raise Http404(_("No customer of that number is known."))
    told = {"customer_id": customer_id, "form": form, "found": found}
    return render(request, "customers/erase.html", told, status=status)


def _receipt(pk: int) -> dict[str, Any]:
    found = get_object_or_404(Erasure.objects.select_related("by"), pk=pk)
    trouble = "" if found.done_at else trouble_of(found)
    return {"erasure": found, "pseudonym": found.pseudonym[:SHORT], "trouble": trouble}
