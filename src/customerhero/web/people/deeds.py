"""What the trail holds beside changes of rows: who came in and who could not, what left the house, what was erased."""

from __future__ import annotations

from django.db.models import IntegerChoices
from django.utils.translation import gettext_lazy as _


class Deed(IntegerChoices):
    """Something that was done and is no change of a row; the numbers go on after those of changes, and stay."""

    SIGNED_IN = 10, _("signed in")
    SIGNED_OUT = 11, _("signed out")
    NOT_SIGNED_IN = 12, _("failed to sign in")
    PAUSED = 13, _("was paused after too many attempts")
    SECOND_STEP = 14, _("passed the second step")
    NOT_SECOND_STEP = 15, _("failed the second step")
    REFUSED = 20, _("was refused")
    TAKEN_HOME = 21, _("took home")
    ERASED = 30, _("erased")
    SETTINGS = 31, _("changed settings")


THINGS = {
    Deed.REFUSED: _("page"),
    Deed.TAKEN_HOME: _("file"),
    Deed.ERASED: _("customer"),
    Deed.SETTINGS: _("settings"),
}
"""What such a deed is done to; with all others it is an account."""
ACCOUNT = _("account")
