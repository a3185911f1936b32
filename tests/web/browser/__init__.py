"""The workplace in a real browser."""
