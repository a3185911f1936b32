"""The pages about customers. A customer's number may hold any sign, a slash too."""

from django.urls import path, register_converter

from customerhero.web.customers import erasing_pages, views
from customerhero.web.look.source_ids import SourceId

register_converter(SourceId, "customer")

urlpatterns = [
    path("customers/", views.customers, name="customers"),
    path("customers/<customer:customer_id>/", views.customer, name="customer"),
    path("customers/<customer:customer_id>/autopsy/", views.autopsy, name="autopsy"),
    path("customers/<customer:customer_id>/erasure/", erasing_pages.customer_erasure, name="customer-erasure"),
    path("customers/<customer:customer_id>/erasures", erasing_pages.customer_erasures, name="customer-erasures"),
    path("erasures/", erasing_pages.erasures, name="erasures"),
    path("erasures/<row:pk>/", erasing_pages.erasure, name="erasure"),
    path("erasures/<row:pk>.txt", erasing_pages.erasure_receipt, name="erasure-receipt"),
    path("customers/<customer:customer_id>/follows", views.follows, name="follows"),
    path("customers/<customer:customer_id>/unfollows", views.unfollows, name="unfollows"),
]
