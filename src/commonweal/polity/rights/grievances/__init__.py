"""Grievances: what members or a union contest is suspended until it is heard, and for no longer."""
