"""The political steps of the plan: proposed from below, voted, reported, checked and corrected.

Rules of this package:

* where the constitution has no table ``[plan]``, its commands are refused;
* amounts are whole numbers of a product's unit, hours are whole hours, shares are parts per
  million: the law knows no rounding;
* what an engine found comes as a command of the office, with the digest of a file that anyone can
  certify; the law checks whose turn it is, and keeps the figures by which it judges;
* ``proposals``: products, processes, orders, rounds, alternatives and adoption; ``deliveries``:
  reports and receipts; ``correcting``: alerts that rise, and corrections.

Not here: solving, pricing, monitoring (``commonweal.plan``); joining the two
(``commonweal.office``).
"""
