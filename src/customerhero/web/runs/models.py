"""What a run computed: the agenda of a month as it was known then, and what was decided about its findings."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Run(models.Model):
    """One computation of a month's agenda over the lake as it was at one commit.

    It is waiting until `started_at`, running until it has a Completion or a Breakdown. `started_at` is set anew when
    a run is taken up again. Runs are kept: each is the agenda as it was known then.
    """

    class Reason(models.TextChoices):
        """Why the run was started."""

        IMPORT = "import", _("after an import")
        SCHEDULE = "schedule", _("on schedule")
        ASKED = "asked", _("asked for")

    month = models.CharField(max_length=7, blank=True, default="", help_text="YYYY-MM; empty until it is settled.")
    chosen = models.BooleanField(default=False, help_text="Whether somebody named the month; else the facts settle it.")
    as_of = models.DateField(null=True, blank=True, help_text="Facts as known at the end of that day; now when empty.")
    reason = models.CharField(max_length=20, choices=Reason)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    job_id = models.UUIDField(null=True, help_text="The job that makes it.")
    started_at = models.DateTimeField(null=True)
    lake_commit = models.IntegerField(null=True, help_text="The number of the lake's newest commit it saw.")
    known_until = models.DateTimeField(null=True)
    zone = models.CharField(max_length=64, default="UTC", help_text="The zone whose days and months it tells of.")

    class Meta:
        """Newest first."""

        ordering: ClassVar = ["-asked_at", "-pk"]
        indexes: ClassVar = [models.Index(fields=["month", "-asked_at"], name="runs_of_a_month")]

    def __str__(self) -> str:
        return f"{self.month or '-'} ({self.reason})"


class Completion(models.Model):
    """A run was finished: the whole agenda, as `findings.agenda.Agenda` without its tables."""

    run = models.OneToOneField(Run, models.CASCADE, related_name="completion")
    at = models.DateTimeField(default=timezone.now)
    agenda = models.BinaryField()
    team_names = models.JSONField(default=dict, help_text="What teams were called, by their id in the facts.")


class Breakdown(models.Model):
    """A run failed: what happened and what to do next. The agenda before it stays."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="breakdowns")
    at = models.DateTimeField(default=timezone.now)
    reason = models.TextField()


class StoredFinding(models.Model):
    """One finding of a run, under its stable key."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="findings")
    key = models.CharField(max_length=500, db_index=True)
    insight = models.CharField(max_length=40)
    tone = models.CharField(max_length=10)
    month = models.CharField(max_length=7)
    place = models.IntegerField(null=True, help_text="Its rank on the agenda; none when it found no place.")
    weight = models.FloatField(null=True)
    customers = models.IntegerField()
    value = models.FloatField(null=True)
    finding = models.BinaryField(help_text="The findings.Finding itself, as JSON.")
    drawing = models.TextField(blank=True, default="", help_text="Its picture as SVG.")

    class Meta:
        """In their place."""

        ordering: ClassVar = [models.F("place").asc(nulls_last=True), "-weight", "key"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["run", "key"], name="one_finding_a_key_and_run")]

    def __str__(self) -> str:
        return f"{self.key} ({self.month})"


class StoredAnswer(models.Model):
    """What one insight said in a run: its numbers, and the options it was asked with, as text."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="answers")
    insight = models.CharField(max_length=40)
    numbers = models.BinaryField()
    options = models.JSONField(default=dict)

    class Meta:
        """One answer an insight."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["run", "insight"], name="one_answer_an_insight")]


class StoredTable(models.Model):
    """One table of an answer: its columns and rows, as JSON."""

    answer = models.ForeignKey(StoredAnswer, models.CASCADE, related_name="tables")
    name = models.CharField(max_length=60)
    columns = models.JSONField()
    rows = models.BinaryField(help_text="JSON, packed by zlib.")
    count = models.IntegerField()

    class Meta:
        """One table a name."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["answer", "name"], name="one_table_a_name")]


class StoredDrawing(models.Model):
    """A picture a page shows, drawn when the run was made: SVG whose colours are CSS variables."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="drawings")
    name = models.CharField(max_length=120)
    svg = models.TextField()

    class Meta:
        """One drawing a name."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["run", "name"], name="one_drawing_a_name")]


class StoredReport(models.Model):
    """The agenda as a file people take with them, written when the run was made."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="reports")
    kind = models.CharField(max_length=4, choices=[("pdf", "PDF"), ("xlsx", "XLSX")])
    language = models.CharField(
        max_length=8, default="", help_text="Empty for what was written before there were several."
    )
    content = models.BinaryField()

    class Meta:
        """One report a kind and language."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "kind", "language"], name="one_report_a_kind_and_language")
        ]


class FollowedErasure(models.Model):
    """Who was erased from the lake by this commit, and whoever was before, is in no run any more."""

    number = models.IntegerField(unique=True, help_text="The lake's commit.")
    erased_at = models.DateTimeField()
    at = models.DateTimeField(default=timezone.now)


class Reading(models.Model):
    """Somebody has seen the agenda of a run: it waits on their desk no longer."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="readings")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        """Once a person."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["run", "person"], name="one_reading_a_person")]


class Dismissal(models.Model):
    """A finding was put aside, with the reason and how it stood then; it comes back when it worsens."""

    key = models.CharField(max_length=500, db_index=True)
    finding = models.ForeignKey(StoredFinding, models.SET_NULL, null=True, related_name="+")
    month = models.CharField(max_length=7)
    reason = models.TextField(_("reason"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    size = models.FloatField(null=True, help_text="The finding's figure then.")
    tone = models.CharField(max_length=10, help_text="Its tone then.")
    customers = models.IntegerField(help_text="How many customers it touched then, in a month.")

    class Meta:
        """Newest first."""

        ordering: ClassVar = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.key}: {self.reason}"


class Recall(models.Model):
    """A dismissal was taken back: by somebody, or by the finding worsening in a run."""

    class Why(models.TextChoices):
        """What brought it back."""

        ASKED = "asked", _("taken back")
        WORSE = "worse", _("it got worse by more than chance explains")
        MORE = "more", _("it touches at least a quarter more customers")
        HURTS = "hurts", _("it hurts customers now")

    dismissal = models.OneToOneField(Dismissal, models.CASCADE, related_name="recall")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    run = models.ForeignKey(Run, models.SET_NULL, null=True, related_name="+")
    why = models.CharField(max_length=10, choices=Why, default=Why.ASKED)
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.dismissal.key}: {self.why}"
