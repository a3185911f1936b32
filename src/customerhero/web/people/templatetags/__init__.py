"""What templates of people need."""
