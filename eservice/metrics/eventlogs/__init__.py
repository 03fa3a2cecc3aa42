"""Event logs: histories of other systems read from files, and our own written to them, as CSV or XES (IEEE 1849).

``mapping`` says what stands where in a file, ``reading`` opens it, ``xes`` and ``table`` know the two formats, ``log``
holds the events, ``analysis`` counts, ``report`` prints.
"""
