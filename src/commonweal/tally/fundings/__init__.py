"""The ways of funding projects, one file each.

Not here: the list of them (``commonweal.tally.registry``).
"""
