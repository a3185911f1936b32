"""Friction: runaround, tug-of-war and last resort, and the routes meant to be."""
