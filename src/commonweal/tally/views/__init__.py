"""Views of a count: the same rounds as a table, as JSON, and as charts.

Rules of this room:

* nothing is counted here: every figure stands in the outcome, or is a difference of two that do;
* numbers stay exact; where a table or a chart cuts decimals off, it says so;
* charts are SVG without script and without style attributes, and a table can stand beside each;
* names are untrusted: they are escaped, and shortened only where the whole name can be read too.

Not here: counting (``commonweal.tally``), pages (``commonweal.web``), files.
"""

from __future__ import annotations

from commonweal.tally.views.bar_charts import bars, funding_bars, seat_bars
from commonweal.tally.views.bump_chart import bump
from commonweal.tally.views.district_tables import district_csv, district_table
from commonweal.tally.views.documents import SCHEMA, document
from commonweal.tally.views.fates import Fate, fates, in_order
from commonweal.tally.views.programmes import (
    FUNDING_SCHEMA,
    funding_csv,
    funding_document,
    funding_table,
    programmes_csv,
    programmes_table,
)
from commonweal.tally.views.sankey_chart import sankey
from commonweal.tally.views.tables import guarded, seat_csv, seat_table, table, table_csv
from commonweal.tally.views.vega import vega_lite

__all__ = [
    "FUNDING_SCHEMA",
    "SCHEMA",
    "Fate",
    "bars",
    "bump",
    "district_csv",
    "district_table",
    "document",
    "fates",
    "funding_bars",
    "funding_csv",
    "funding_document",
    "funding_table",
    "guarded",
    "in_order",
    "programmes_csv",
    "programmes_table",
    "sankey",
    "seat_bars",
    "seat_csv",
    "seat_table",
    "table",
    "table_csv",
    "vega_lite",
]
