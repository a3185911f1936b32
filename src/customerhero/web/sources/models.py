"""What was brought in: sources, the files of them, how they are mapped, and what became of every import."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Source(models.Model):
    """Where files come from: somebody's hands, a folder, or an address on the web."""

    class Kind(models.TextChoices):
        """How its files come."""

        FILE = "file", _("Uploaded by hand")
        FOLDER = "folder", _("Fetched from a folder")
        URL = "url", _("Fetched from an address")

    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.FILE)
    address = models.CharField(_("address"), max_length=2000, blank=True, default="")
    every_hours = models.PositiveIntegerField(_("every so many hours"), default=0)
    preset = models.CharField(_("preset"), max_length=60, blank=True, default="")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        """By name."""

        ordering: ClassVar = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def shown_address(self) -> str:
        """The address as pages show it: what follows a question mark may be a key, and is nobody's to read."""
        return str(self.address).partition("?")[0] + ("?…" if "?" in self.address else "")


class Stop(models.Model):
    """A schedule was ended; what it brought stays."""

    source = models.OneToOneField(Source, models.CASCADE, related_name="stop")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)


class Upload(models.Model):
    """One file that came, kept in a folder of its own until it is cleared."""

    source = models.ForeignKey(Source, models.CASCADE, related_name="uploads")
    name = models.CharField(_("file"), max_length=200)
    folder = models.CharField(max_length=40, unique=True, help_text="Its folder below that of all uploads.")
    size = models.BigIntegerField(_("size"))
    sha256 = models.CharField(max_length=64, db_index=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        """Newest first."""

        ordering: ClassVar = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def file(self) -> Path:
        """Where the file lies."""
        return Path(settings.UPLOADS) / self.folder / self.name

    @property
    def size_told(self) -> str:
        """Its size as people say it."""
        return filesizeformat(self.size)


class Clearing(models.Model):
    """The file itself was removed; what is known about it stays."""

    upload = models.OneToOneField(Upload, models.CASCADE, related_name="clearing")
    at = models.DateTimeField(default=timezone.now)


class Look(models.Model):
    """What a first look at a file saw: its columns, first rows and what it may be, or why it cannot be read."""

    upload = models.OneToOneField(Upload, models.CASCADE, related_name="look")
    at = models.DateTimeField(default=timezone.now)
    seen = models.JSONField()


class SavedMapping(models.Model):
    """One version of how an upload becomes facts: a preset by its name, or a YAML of one's own."""

    upload = models.ForeignKey(Upload, models.CASCADE, related_name="mappings")
    number = models.IntegerField()
    preset = models.CharField(max_length=60, blank=True, default="")
    section = models.CharField(max_length=60, blank=True, default="")
    text = models.TextField(blank=True, default="", help_text="The YAML; empty for a preset as it is.")
    sheet = models.CharField(max_length=200, blank=True, default="", help_text="The sheet; empty for the first.")
    delimiter = models.CharField(max_length=1, blank=True, default="", help_text="Empty where it is found out.")
    encoding = models.CharField(max_length=20, blank=True, default="", help_text="Empty where it is found out.")
    seen = models.JSONField(null=True, help_text="What was seen when it was read so and asked so; null as at first.")
    trial = models.JSONField(null=True, help_text="What the first rows become under it, once that was tried.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        """Newest first; two people never save the same version."""

        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["upload", "number"], name="one_mapping_a_number")]

    @property
    def told(self) -> str:
        """What it is called on a page."""
        return self.preset or str(_("a mapping of its own"))


class Answer(models.Model):
    """What somebody said where the values of an upload leave it open; of a question's answers the newest counts."""

    upload = models.ForeignKey(Upload, models.CASCADE, related_name="answers")
    key = models.CharField(max_length=500, help_text="Of the question, such as `dates:Invoice month`.")
    value = models.CharField(max_length=500, help_text="As it stands in the mapping.")
    asked = models.JSONField(default=dict, help_text="The question, as long as the file is kept.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        """In the order they were given."""

        ordering: ClassVar = ["pk"]


class Import(models.Model):
    """An upload on its way into the lake under one version of its mapping.

    It is waiting until `started_at`; it is done with a Receipt, and refused with a Refusal newer than `asked_at`.
    """

    upload = models.ForeignKey(Upload, models.CASCADE, related_name="imports")
    mapping = models.ForeignKey(SavedMapping, models.PROTECT, related_name="imports")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    asked_at = models.DateTimeField(default=timezone.now, help_text="When it was asked for last: set anew by a retry.")
    started_at = models.DateTimeField(null=True)
    job_id = models.CharField(max_length=64, blank=True, default="", help_text="The job that does it.")
    lake_before = models.IntegerField(null=True, help_text="The lake's newest commit before its first attempt.")

    class Meta:
        """Newest first."""

        ordering: ClassVar = ["-at", "-pk"]


class Receipt(models.Model):
    """What an import did, as it was told when it was done."""

    imported = models.OneToOneField(Import, models.CASCADE, related_name="receipt")
    at = models.DateTimeField(default=timezone.now)
    number = models.IntegerField(help_text="The lake's commit.")
    seen_before = models.BooleanField(default=False)
    format = models.CharField(max_length=20, blank=True, default="")
    section = models.CharField(max_length=60, blank=True, default="")
    read = models.BigIntegerField()
    refused = models.BigIntegerField()
    refused_file = models.CharField(max_length=60, blank=True, default="", help_text="Where the lake keeps them.")
    counts = models.JSONField(help_text="By table: read, written, unchanged, corrected.")
    notes = models.JSONField(default=dict, help_text="What was told about the data, and the columns that were absent.")

    class Meta:
        """A commit of the lake is one import's."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["number"], condition=models.Q(seen_before=False), name="one_receipt_a_commit"
            )
        ]


class Refusal(models.Model):
    """An import could not be done: what happened and what to do next. The lake is as it was."""

    imported = models.ForeignKey(Import, models.CASCADE, related_name="refusals")
    at = models.DateTimeField(default=timezone.now)
    reason = models.TextField()
    kind = models.CharField(max_length=20, blank=True, default="", help_text="Of a stop that can be gone on from.")
    figures = models.JSONField(default=list, help_text="The totals it would change: table, month, currency, from, to.")


class Acceptance(models.Model):
    """Somebody read why an import stopped and has it go on all the same; `told` is what they read."""

    imported = models.ForeignKey(Import, models.CASCADE, related_name="acceptances")
    kind = models.CharField(max_length=20, help_text="Of the stop, such as `changes`.")
    told = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        """In the order they were given."""

        ordering: ClassVar = ["pk"]


class Undoing(models.Model):
    """Somebody took an import back; done when `done_at`, or refused with a reason."""

    imported = models.ForeignKey(Import, models.CASCADE, related_name="undoings")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True)
    job_id = models.CharField(max_length=64, blank=True, default="", help_text="The job that does it.")
    reason = models.TextField(blank=True, default="")

    class Meta:
        """Newest first."""

        ordering: ClassVar = ["-at", "-pk"]


class Fetch(models.Model):
    """One look at a folder or an address: what it brought, or why it brought nothing."""

    source = models.ForeignKey(Source, models.CASCADE, related_name="fetches")
    at = models.DateTimeField(default=timezone.now)
    brought = models.IntegerField(default=0)
    trouble = models.TextField(blank=True, default="")
    etag = models.CharField(max_length=500, blank=True, default="")
    modified = models.CharField(max_length=100, blank=True, default="")

    class Meta:
        """Newest first."""

        ordering: ClassVar = ["-at", "-pk"]


class Known(models.Model):
    """A file of a folder that was fetched, as it lay there then."""

    source = models.ForeignKey(Source, models.CASCADE, related_name="known")
    name = models.CharField(max_length=255)
    mark = models.CharField(max_length=80, help_text="Size and time of change.")

    class Meta:
        """One state a name."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["source", "name"], name="one_known_a_name")]
