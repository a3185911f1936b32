"""The pages: bringing a file, mapping it, its import, presets and schedules."""
