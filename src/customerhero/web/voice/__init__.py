"""Voice: what customers say."""
