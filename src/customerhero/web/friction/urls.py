"""The pages of friction. A team's id may hold any sign, a slash too."""

from django.urls import path, register_converter

from customerhero.web.friction import views
from customerhero.web.look.source_ids import SourceId

register_converter(SourceId, "team")

urlpatterns = [
    path("friction/", views.friction, name="friction"),
    path("friction/routes", views.routes, name="routes"),
    path("friction/routes/<row:number>/withdrawals", views.withdrawals, name="route-withdrawals"),
    path("friction/routes/<team:start>/<team:end>/", views.route, name="route"),
    path("friction/<slug:slug>/", views.idea, name="friction-idea"),
]
