"""Challenges: a result is doubted, heard by others, annulled and voted on again, or stands."""
