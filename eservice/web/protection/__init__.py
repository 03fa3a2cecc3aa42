"""Pages of the data protection officer.

Words: *protection* (pelindungan data): requests of people about their data, how long data stays, and breaches.
"""
