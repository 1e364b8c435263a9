"""Open letters to bodies, and questions to officers and delegates."""
