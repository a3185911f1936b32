"""The pages of this app."""

from django.urls import path, register_converter

from customerhero.web.runs import agenda, asking, deciding, finding, how, taking_home
from customerhero.web.runs.addresses import KindInAddress, MonthInAddress

register_converter(MonthInAddress, "month")
register_converter(KindInAddress, "report_kind")

urlpatterns = [
    path("agenda/", agenda.newest, name="agenda"),
    path("agenda/<month:month>/", agenda.of_month, name="agenda-of-month"),
    path("agenda/<month:month>.<report_kind:kind>", taking_home.report_of_month, name="report-of-month"),
    path("agenda/<month:month>/<row:run>/", agenda.of_run, name="agenda-of-run"),
    path("agenda/<month:month>/<row:run>.<report_kind:kind>", taking_home.report_of_run, name="report-of-run"),
    path("runs/", asking.runs, name="runs"),
    path("runs/<row:pk>/", asking.run, name="run"),
    path("findings/<row:pk>/", finding.finding, name="finding"),
    path("findings/<row:pk>/dismissals/", deciding.dismissals, name="dismissals"),
    path("dismissals/<row:pk>/recalls/", deciding.recalls, name="recalls"),
    path("how/", how.index, name="how-index"),
    path("how/<slug:insight>/", how.insight, name="how"),
]
