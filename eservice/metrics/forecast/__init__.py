"""What is likely to come, and what today's people would make of it; with how often such forecasts held.

``days`` says what kind of day a date is, ``arrivals`` foretells how many come, ``trial`` plays the same forecast on the
past and counts how often it held, ``play`` is the queue as a game of chance, ``staffing`` feeds it from what was
measured, ``queries`` reads. Nothing of a person enters any of them.

Words: *open day* (hari kerja): a day with an open window; what comes at night or on a closed day belongs to the next
one, for no hand can touch it before. *Origin*: the open day after which something was foretold. *Band*: p50 and p90:
half of the days, nine days of ten, stay at or below.
"""
