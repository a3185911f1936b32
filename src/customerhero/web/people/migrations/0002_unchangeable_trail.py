"""The audit trail's table refuses changes and deletions."""

from typing import Any, ClassVar

from django.db import migrations

from customerhero.web.people.unchangeable import RELEASES, guard


def _guard(_apps: Any, editor: Any) -> None:
    guard(editor.connection)


def _release(_apps: Any, editor: Any) -> None:
    for statement in RELEASES[editor.connection.vendor]:
        editor.execute(statement)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("people", "0001_initial"), ("auditlog", "0017_add_actor_email")]
    operations: ClassVar = [
        migrations.CreateModel(
            name="TrailEntry",
            fields=[],
            options={"proxy": True, "indexes": [], "constraints": []},
            bases=("auditlog.logentry",),
        ),
        migrations.RunPython(_guard, _release),
    ]
