"""Lanes, and jobs that somebody ends; what waits already goes to the lane of its kind."""

from typing import Any, ClassVar

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

_LANES = {
    "customerhero.web.sources.importing.take_in": "imports",
    "customerhero.web.sources.undoing.take_back": "imports",
    "customerhero.web.sources.schedule.fetch_due": "fetches",
    "customerhero.web.sources.schedule.fetch_now": "fetches",
    "customerhero.web.runs.making.make_agenda": "agendas",
    "customerhero.web.runs.papers.print_anew": "agendas",
    "customerhero.web.runs.erasures.follow_erasures": "agendas",
}


_MOVED = {
    "customerhero.web.sources.schedule.fetch_due": "customerhero.web.sources.due.fetch_due",
    "customerhero.web.sources.schedule.fetch_now": "customerhero.web.sources.due.fetch_now",
}


def _give_lanes(apps: Any, _editor: Any) -> None:
    # what was asked for before there were lanes is held apart as what comes after
    jobs = apps.get_model("django_tasks_database", "DBTaskResult").objects
    for path, lane in _LANES.items():
        jobs.filter(task_path=path, status__in=["READY", "RUNNING"]).update(queue_name=lane)
    for before, now in _MOVED.items():
        jobs.filter(task_path=before).update(task_path=now)


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("django_tasks_database", "0021_conditional_partial_index_ordering"),
        ("jobs", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="Turn",
            fields=[("lane", models.CharField(max_length=32, primary_key=True, serialize=False))],
        ),
        migrations.CreateModel(
            name="Cancellation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("done_at", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "job",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="django_tasks_database.dbtaskresult",
                    ),
                ),
            ],
        ),
        migrations.RunPython(_give_lanes, migrations.RunPython.noop),
    ]
