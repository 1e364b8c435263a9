"""Caucuses: members of one mind who organise, put up lists and report against decisions."""
