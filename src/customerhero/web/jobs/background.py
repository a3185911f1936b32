"""Jobs in the background: one line each, given ids, fit to be run twice.

The one place that knows django-tasks; in Django 6 it becomes `django.tasks`.
"""

from __future__ import annotations

from django_tasks import task as job

__all__ = ["job"]
