"""Serving the workplace: checks, preparation, and the web server and the worker as one tree of processes."""
