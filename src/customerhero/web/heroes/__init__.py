"""Heroes: bright spots, shown first to those who are named."""
