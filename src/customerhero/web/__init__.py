"""The workplace: the web application, one app a noun."""
