"""The methods of apportionment, one file each; they know nothing of each other.

Not here: the list of them (``commonweal.tally.registry``), and arithmetic that several share.
"""
