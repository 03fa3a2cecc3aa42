"""When an office works, and how much working time lies between two instants.

Words: *calendar* (kalender kerja), *window* (jam buka): one open stretch of a day; *season* (masa khusus,
Ramadan): other hours between two dates; *closure* (hari tutup), *opening* (buka tambahan); *holiday* (libur
nasional), *joint leave* (cuti bersama); *processing hours* (jam kerja) and *counter hours* (jam loket) are two
calendars; *working day* (hari kerja): a day with an open window; *decree* (ketetapan): what makes a change hold,
from the instant it was decided.
"""
