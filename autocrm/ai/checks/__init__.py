"""Checks of what a draft says, one a file. `autocrm.ai.validate` holds the list of all."""
