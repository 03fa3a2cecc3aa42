"""Invented people and requests, told through the real actions: they prove the law each time they are told.

Words: *persona* (tokoh): an account that signs in with one click; *story* (cerita): one request's whole life.
"""
