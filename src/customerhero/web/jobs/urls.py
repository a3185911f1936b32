"""The pages of this app."""

from django.urls import path

from customerhero.web.jobs import views

urlpatterns = [
    path("jobs/", views.jobs, name="jobs"),
    path("jobs/<uuid:job_id>/cancellations", views.cancellations, name="job-cancellations"),
    path("jobs/<uuid:job_id>/retries", views.retries, name="job-retries"),
    path("jobs/<uuid:job_id>/acknowledgements", views.acknowledgements, name="job-acknowledgements"),
]
