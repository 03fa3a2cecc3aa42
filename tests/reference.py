"""The rows that every installation begins with: regions, offices, calendar, services."""


def fill_reference() -> None:
    """Load the reference data through the product's own loaders."""
