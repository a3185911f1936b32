"""Customers: one timeline, one chain."""
