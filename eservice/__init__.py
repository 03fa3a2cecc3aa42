"""eservice: citizens ask for official documents, civil servants answer, everyone can check.

One folder per business subject; ``web`` holds the pages by audience, ``kernel`` what every subject may use.
Imports run downwards only: see ``tool.importlinter`` in pyproject.toml.
"""
