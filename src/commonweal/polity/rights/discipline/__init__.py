"""Discipline: charges, hearings, expulsion and its appeal, admission objected to, a false death."""
