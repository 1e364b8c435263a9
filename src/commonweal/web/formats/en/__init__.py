"""English: the day first, as most of the world reads it."""
