"""Sources: files brought in, how they are mapped, their imports and receipts."""
