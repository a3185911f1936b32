"""The app as Django knows it."""

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.db import connections
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from customerhero.web.look.navigation import Place, put_in_navigation


class People(AppConfig):
    """People: who they are, their teams and roles, how they come in, and what was changed by whom."""

    name = "customerhero.web.people"
    label = "people"

    def ready(self) -> None:
        """Keep a trail of persons, and guard it."""
        from allauth.account.signals import password_changed, password_reset, password_set  # noqa: PLC0415
        from allauth.mfa.models import Authenticator  # noqa: PLC0415  # models are there once apps are
        from allauth.socialaccount.models import SocialAccount  # noqa: PLC0415

        from customerhero.web.doors import before_sign_in  # noqa: PLC0415
        from customerhero.web.people import models  # noqa: PLC0415
        from customerhero.web.people.audit import audited  # noqa: PLC0415
        from customerhero.web.people.kept_forms import keep_form  # noqa: PLC0415
        from customerhero.web.people.living_sessions import password_is_new, signed_in_now  # noqa: PLC0415
        from customerhero.web.people.noticing import notice_everything  # noqa: PLC0415
        from customerhero.web.people.on_desk import broken_trail  # noqa: PLC0415
        from customerhero.web.people.unchangeable import guard  # noqa: PLC0415
        from customerhero.web.people.waiting import put_on_desk  # noqa: PLC0415

        for model in (models.Person, models.Team, models.Invitation, models.Acceptance, models.Withdrawal):
            audited(model)
        for decision in (models.SessionEnding, models.SecondStepRemoval, models.SecondStepDemand):
            audited(decision)
        audited(SocialAccount)
        audited(Authenticator, without=("last_used_at",))
        before_sign_in(keep_form)
        user_logged_in.connect(lambda request, **_: signed_in_now(request), weak=False)
        for signal in (password_changed, password_set, password_reset):
            signal.connect(lambda request, user, **_: password_is_new(request, user), weak=False)
        notice_everything()
        put_on_desk(broken_trail)
        put_in_navigation(Place("people", _("People"), "people", 90))
        post_migrate.connect(lambda using, **_: guard(connections[using]), sender=self, weak=False)
