"""The audit trail becomes a chain, and what it says of people outside is said by tokens."""

from typing import Any, ClassVar

import django.utils.timezone
from django.db import migrations, models

from customerhero.web.people.adopting import adopt
from customerhero.web.people.unchangeable import guard, release


def _adopt(apps: Any, editor: Any) -> None:
    release(editor.connection)
    adopt(apps, editor.connection.alias)
    guard(editor.connection)


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("people", "0002_unchangeable_trail"),
        ("auditlog", "0017_add_actor_email"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations: ClassVar = [
        migrations.CreateModel(
            name="TrailLink",
            fields=[
                ("number", models.BigIntegerField(primary_key=True, serialize=False)),
                ("entry", models.BigIntegerField(help_text="The line's number in the trail.", unique=True)),
                ("at", models.DateTimeField()),
                ("content", models.CharField(max_length=64)),
                ("before", models.CharField(max_length=64)),
                ("hash", models.CharField(db_index=True, max_length=64)),
            ],
            options={"ordering": ["number"]},
        ),
        migrations.CreateModel(
            name="Saying",
            fields=[
                ("token", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("key", models.CharField(max_length=64)),
                (
                    "digest",
                    models.CharField(db_index=True, help_text="To find the same words again.", max_length=64),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("customer", "Customer"), ("typed", "Typed"), ("told", "Told")], max_length=10
                    ),
                ),
                ("text", models.TextField()),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name="TrailCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("count", models.BigIntegerField()),
                ("head", models.CharField(blank=True, default="", max_length=64)),
                (
                    "broken_at",
                    models.BigIntegerField(help_text="The number of the first link that does not hold.", null=True),
                ),
                ("trouble", models.CharField(blank=True, default="", max_length=20)),
            ],
            options={"ordering": ["-at", "-pk"]},
        ),
        migrations.RunPython(_adopt, migrations.RunPython.noop),
    ]
