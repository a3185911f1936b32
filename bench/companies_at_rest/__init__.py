"""Simulated companies in which nothing is wrong, or one thing is: what the agenda says of them is known beforehand."""
