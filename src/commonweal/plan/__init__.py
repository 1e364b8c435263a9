"""The planning engine (to come)."""
