"""People: who they are, their teams and roles, how they come in, and what was changed by whom."""
