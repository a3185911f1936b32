"""One question a file: what to ask of the facts, and how to judge the rows that come back."""
