"""Runs: the month's agenda computed in the background and kept, its findings and what was decided about them."""
