"""Consent: bodies are merged, split and closed only if those concerned agree.

Not here: what a reorganisation does (``commonweal.polity.reorganising``).
"""
