"""Alerts that rise up the pyramid, and corrections of a running plan."""
