"""Who did, and who read, what: append-only and hash-chained.

Words: *entry* (catatan): one line of the log; *chain* (rantai): each entry carries the hash of the one before.
"""
