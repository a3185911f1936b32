"""What the organisation's systems report: canonical tables, readers, mappings, the lake and the engines."""
