"""My desk: what waits for me, from every app."""
