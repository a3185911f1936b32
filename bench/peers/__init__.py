"""The peers: what others would do with the same file, each a script of its own."""
