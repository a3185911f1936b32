"""The pages of this app."""

from django.urls import path, register_converter

from customerhero.web.runs import agenda
from customerhero.web.runs.months import MonthInAddress

register_converter(MonthInAddress, "month")

urlpatterns = [
    path("agenda/", agenda.newest, name="agenda"),
    path("agenda/<month:month>/", agenda.of_month, name="agenda-of-month"),
    path("agenda/<month:month>/<int:run>/", agenda.of_run, name="agenda-of-run"),
]
