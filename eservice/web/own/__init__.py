"""Pages about what the house holds of whoever is signed in.

Words: *Data Saya* (own data): everything held, for what, until when, who looked at it, and what one may ask about it.
"""
