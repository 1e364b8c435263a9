"""The demo federation: forty invented workplaces, real ballots, a few months of life.

Rules of this room:

* everything is done by commands through the office, under the shipped constitution
  ``worker-coop-federation``; nothing is written beside it;
* elections are decided by the ballots of real elections (``ballots/PROVENANCE.md``);
* all names are invented; the same seed gives the same federation.

Not here: the laboratory's simulated members; the command that builds the demo (``cli``).
"""

from commonweal.lab.demo.building import CODES, SEED, Demo, Visitor, build
from commonweal.lab.demo.founding import FULL, SMALL, Size

__all__ = ["CODES", "FULL", "SEED", "SMALL", "Demo", "Size", "Visitor", "build"]
