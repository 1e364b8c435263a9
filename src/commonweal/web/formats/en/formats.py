"""Formats of English pages, in Django's notation; times are UTC."""

DATE_FORMAT = "j F Y"
DATETIME_FORMAT = "j F Y, H:i"
DECIMAL_SEPARATOR = "."
NUMBER_GROUPING = 3
THOUSAND_SEPARATOR = ","
