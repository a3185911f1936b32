"""What the templates of sources need."""
