"""Tables of statistics: who delivered how much to whom in a year, and the economy that this makes.

==============  ==================================================================================
``table``       industries by industries, and the economy of them
``sut``         supply and use, products by industries, and what can be made of them
``wiod``        national tables of the World Input-Output Database
``mrio``        many regions: the folders that pymrio saves, and EXIOBASE's
``bea``         make and use tables of the Bureau of Economic Analysis
``scoring``     how well one year's table foretells the next one's outputs
``formats``     the names of the formats, and which one a file is in
==============  ==================================================================================

Rules of this room: a table is held to itself, and does not become an economy when it does not add
up; what is no number is told with file, line and column; no figure is guessed.

Not here: folders of our own form (``folder``).
"""

from commonweal.plan.tables.table import Table, economy_of
from commonweal.plan.tables.wiod import read_wiod

__all__ = ["Table", "economy_of", "read_wiod"]
