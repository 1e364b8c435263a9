"""Inspection: what a record shows (to come)."""
