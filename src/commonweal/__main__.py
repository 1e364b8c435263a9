"""``python -m commonweal``: the same as the command ``commonweal``."""

from commonweal.cli import main

main()
