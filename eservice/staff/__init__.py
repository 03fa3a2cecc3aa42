"""Competence, absence, load limits: what assignment needs to know of the people who work in an office.

Whoever is away is offered nothing and can be given nothing; what they hold is handed on by ``requests``, which a job
wakes up. Nothing here tells why somebody is ill, or that they are.

Glossary: absence = ketidakhadiran, leave = cuti, deputy = rekan yang melanjutkan, away = tidak masuk, present = masuk.
"""
