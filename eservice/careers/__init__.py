"""The people behind the counter: training by real need and whether it helped, merit in the open, welfare.

Reads the figures of the history and says what they mean for people. Nothing here gives a verdict on anybody: it shows
evidence with its number, and a person acts, with a reason. Figures of a person reach that person first.

Glossary: need = kebutuhan pelatihan, fault = kesalahan, course = pelatihan, place = tempat, hours = jam pelajaran (JP),
effect = hasil pelatihan, term = ketentuan (a threshold or weight with version, owner and reason), budget = anggaran,
lesson card = kartu pelajaran.
"""
