"""Keeping one installation alive: upgrade it, copy it, serve it.

Words: *installation* (instalasi): one database with its files and keys; *backup* (cadangan): a copy that was checked.
"""
