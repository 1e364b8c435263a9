"""The rights and safeguards: one folder each, with its data, its law and its fold.

Rules of this package:

* a right exists where the constitution has its table; where it has none, its commands are refused;
* ``data`` holds commands, events, effects and what exists; ``law`` decides; ``fold`` applies;
* the tables of the law (``decide``, ``fold``, ``due``, ``state``, ``refusals``) take each right in
  by one line.

Not here: councils, elections, recall and motions, on which all rights stand.
"""
