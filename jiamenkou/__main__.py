"""`python -m jiamenkou` is the command `jiamenkou`."""

from jiamenkou.cli import main

main()
