"""The app as Django knows it."""

from django.apps import AppConfig


class Customers(AppConfig):
    """Customers: one timeline, one chain."""

    name = "customerhero.web.customers"
    label = "customers"
