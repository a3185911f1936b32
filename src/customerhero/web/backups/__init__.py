"""Backups: one file of everything kept, made while it is used, tried by restoring it, and brought back."""
