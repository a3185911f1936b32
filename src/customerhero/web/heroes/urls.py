"""The page of bright spots."""

from django.urls import path

from customerhero.web.heroes import views

urlpatterns = [
    path("bright-spots/", views.bright_spots, name="bright-spots"),
    path("bright-spots/accounts", views.accounts, name="accounts"),
]
