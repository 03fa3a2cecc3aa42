"""Pages that anyone may open: home, services, help, promises, tracking by code and PIN, and checking a letter.

Words: *standard* (standar pelayanan), *pledge* (maklumat pelayanan), *pre-check* (perlu surat ini?), *match*
(cocokkan): comparing the paper in hand with the register.
"""
