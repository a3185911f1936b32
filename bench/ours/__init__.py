"""Our side of each comparison, each a script of its own."""
