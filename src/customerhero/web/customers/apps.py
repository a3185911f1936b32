"""The app as Django knows it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from customerhero.web.look.navigation import Place, put_in_navigation


class Customers(AppConfig):
    """Customers: one timeline, one chain."""

    name = "customerhero.web.customers"
    label = "customers"

    def ready(self) -> None:
        """Name its place, and have its changes kept in the audit trail."""
        from customerhero.web.customers.erasing import finish_what_the_lake_forgot  # noqa: PLC0415
        from customerhero.web.customers.following import forget_customers  # noqa: PLC0415
        from customerhero.web.customers.models import Erasure, Follow, Unfollow  # noqa: PLC0415  # models load after apps
        from customerhero.web.jobs.clocks import of_the_past  # noqa: PLC0415
        from customerhero.web.jobs.naming import name_job  # noqa: PLC0415
        from customerhero.web.people.audit import audited  # noqa: PLC0415
        from customerhero.web.people.sayings import CUSTOMER, TYPED  # noqa: PLC0415
        from customerhero.web.runs.erasures import forgets  # noqa: PLC0415

        forgets(forget_customers)
        forgets(finish_what_the_lake_forgot)
        put_in_navigation(Place("customers", _("Customers"), "customers", 30))
        audited(Follow, spoken={"customer_id": CUSTOMER})
        audited(Unfollow)
        spoken = {"customer_id": CUSTOMER, "reason": TYPED}
        of_the_past(Erasure, "done_at")
        audited(Erasure, without=("words", "job_id"), spoken=spoken)
        name_job("customerhero.web.customers.erasing.erase", _("A customer is erased"))
