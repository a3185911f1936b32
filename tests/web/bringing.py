"""Bringing files in, for tests: over the web, with the job run at once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from customerhero.errors import HeroError
from customerhero.web.sources import bounded, looking
from customerhero.web.sources.importing import take_in
from customerhero.web.sources.models import Import, Upload


def _day(number: int) -> str:
    return f"{1 + number % 28:02d}.0{1 + number % 9}.2026"


TICKETS = "\n".join(
    [
        "Ticket No;Customer;Created;Closed;Team",
        *(f"T{i};C{i % 40};{_day(i)} 08:15;{_day(i)} 17:00;Team {i % 4}" for i in range(120)),
    ]
)
"""A help desk's own export, which no preset knows."""
CUSTOMERS = "customer_id,name,segment,joined_at\n" + "\n".join(
    f"C{i},Customer {i},{'large' if i % 2 else 'small'},2024-01-{1 + i % 28:02d}" for i in range(40)
)
"""What the preset `customers` knows."""


def send(client: Client, content: bytes | str, name: str = "tickets.csv", **fields: Any) -> HttpResponse:
    """Upload a file as a browser does."""
    data = content.encode() if isinstance(content, str) else content
    answer: Any = client.post(reverse("uploads"), {**fields, "file": SimpleUploadedFile(name, data)})
    return answer


def brought(client: Client, content: bytes | str, name: str = "tickets.csv", **fields: Any) -> Upload:
    """The upload of a file that was taken in."""
    answer = send(client, content, name, **fields)
    assert answer.status_code == 302, answer.content.decode()[:3000]
    return Upload.objects.get(pk=int(answer["Location"].rstrip("/").rsplit("/", 1)[1]))


def asked(client: Client, upload: Upload, seen: int = 0) -> Import:
    """The import of an upload, asked for and not done yet."""
    client.post(reverse("upload-imports", args=[upload.pk]), {"seen": seen})
    return Import.objects.filter(upload=upload).latest("pk")


def imported(client: Client, content: bytes | str, name: str = "tickets.csv") -> Import:
    """A file brought in to the end, the job run as a worker does."""
    made = asked(client, brought(client, content, name))
    take_in.func(made.pk)
    return made


def end_in(error: type[HeroError], made: Import) -> None:
    """Run the job of an import, which ends in that error, and forget the job."""
    with pytest.raises(error):
        take_in.func(made.pk)
    Import.objects.filter(pk=made.pk).update(job_id="")


def page_of(client: Client, upload: Upload) -> str:
    """The page of an upload."""
    return client.get(reverse("upload", args=[upload.pk])).content.decode()


def page_of_import(client: Client, imported: Import) -> str:
    """The page of an import."""
    return client.get(reverse("import", args=[imported.pk])).content.decode()


def left_in(folder: Path) -> list[str]:
    """What lies in the folder of uploads."""
    return sorted(path.name for path in folder.glob("*")) if folder.exists() else []


def looked_here(question: dict[str, str]) -> Any:
    """A look made in this process: in place of `bounded._answered` it saves a test two seconds each."""
    answer = json.loads(json.dumps(looking.answer(question)))
    return bounded.Trouble(**answer["trouble"]) if "trouble" in answer else answer["seen"]
