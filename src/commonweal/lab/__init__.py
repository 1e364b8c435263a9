"""The laboratory: simulated members under the same rules (to come)."""
