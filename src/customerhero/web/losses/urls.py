"""The pages of losses."""

from django.urls import path

from customerhero.web.losses import views

urlpatterns = [
    path("losses/", views.losses, name="losses"),
    path("losses/growth/", views.growth, name="growth"),
    path("losses/retention/", views.retention, name="retention"),
    path("losses/customers/", views.lost, name="lost-customers"),
]
