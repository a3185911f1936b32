"""The agenda: what it can see, what it tells once, and what its figures say."""
