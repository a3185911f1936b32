"""Migrations of backups, only ever added."""
