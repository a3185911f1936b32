"""The pages about customers. A customer's number may hold any sign, a slash too."""

from django.urls import path, register_converter

from customerhero.web.customers import views
from customerhero.web.look.source_ids import SourceId

register_converter(SourceId, "customer")

urlpatterns = [
    path("customers/", views.customers, name="customers"),
    path("customers/<customer:customer_id>/", views.customer, name="customer"),
    path("customers/<customer:customer_id>/autopsy/", views.autopsy, name="autopsy"),
    path("customers/<customer:customer_id>/follows", views.follows, name="follows"),
    path("customers/<customer:customer_id>/unfollows", views.unfollows, name="unfollows"),
]
