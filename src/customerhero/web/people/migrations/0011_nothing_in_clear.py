"""What opened doors and stood in clear is gone: session keys are deleted, secrets of second steps sealed.

Everybody signs in anew after this migration. Second steps go on working.
"""

from typing import Any, ClassVar

from django.db import migrations

from customerhero.web.people.sealing import UnreadableError, seal, unseal
from customerhero.web.people.second_step import PURPOSE


def _close(apps: Any, editor: Any) -> None:
    if editor.connection.vendor == "sqlite":
        editor.execute("PRAGMA secure_delete=ON")  # what is replaced does not stay behind in the file
    apps.get_model("sessions", "Session").objects.all().delete()
    if "usersessions_usersession" in editor.connection.introspection.table_names():
        editor.execute("DELETE FROM usersessions_usersession")
    for row in apps.get_model("mfa", "Authenticator").objects.filter(type__in=("totp", "recovery_codes")):
        row.data = {name: _sealed(name, value) for name, value in row.data.items()}
        row.save(update_fields=["data"])


def _sealed(name: str, value: Any) -> Any:
    if name == "migrated_codes":
        return [_once(code) for code in value]
    return _once(value) if name in ("secret", "seed") else value


def _once(text: str) -> str:
    try:
        unseal(PURPOSE, text)
    except UnreadableError:
        return seal(PURPOSE, text)
    return text


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("people", "0010_sessions_and_second_step"),
        ("sessions", "0001_initial"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]
    operations: ClassVar = [migrations.RunPython(_close, migrations.RunPython.noop)]
