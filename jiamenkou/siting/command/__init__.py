"""`jiamenkou plan`, one step a file: asking, solving, answering, showing."""

from jiamenkou.siting.command.run import plan_from_files

__all__ = ["plan_from_files"]
