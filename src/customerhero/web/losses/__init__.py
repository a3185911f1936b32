"""Losses: whom we lost, what they were worth, and why."""
