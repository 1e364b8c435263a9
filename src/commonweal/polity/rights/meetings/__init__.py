"""The right to meet: called by officers, or convened by electors against their will.

Here: what there is (``data``), calling and convening (``law``), what happens at a meeting
(``holding``), who speaks next (``speaking``), what is on the agenda (``agenda``), the fold
(``fold``).
"""
