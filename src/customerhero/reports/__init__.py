"""The agenda on a page, on paper, in a terminal, and rows in a file."""
