"""The look: the design system, what stands on every page, and tables."""
