"""Affiliation: bodies join and leave by their own decision, and take along what is their own."""
