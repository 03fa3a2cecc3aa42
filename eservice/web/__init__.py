"""The pages, by audience: public, auth, citizen, officer, signer, supervisor, admin; and `api`, for machines.

A view loads, asks, acts, says and redirects; rules live in the subjects. Audiences never import each other.
"""
