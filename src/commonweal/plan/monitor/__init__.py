"""Watching figures: what is normal for each, what changed and since when, and who is told.

Rules of this package:

* it states facts with their certainty, and never a verdict; it knows no council;
* every method is named, and its rates of false alarms and of finding are measured by simulation
  (``trials``);
* nothing is drawn by chance, and no clock is read: periods are numbers, seeds come in.

Not here: what follows from a fact (``commonweal.polity``), where figures come from.
"""
