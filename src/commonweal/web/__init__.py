"""The web: pages for members and strangers, rendered on the server.

Rules of this room:

* it is a door: it asks the office and shows what the office tells, and it decides nothing;
* the only room that imports Django; there is no Django database: the record is the data;
* every page works without scripts; every text goes through gettext; nothing is inline, and the
  policy for content forbids it;
* page families (``pages``) know nothing of one another.

Not here: what is lawful, who is who (the office's entrance), what the record holds.
"""
