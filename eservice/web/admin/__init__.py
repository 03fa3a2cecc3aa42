"""Pages of whoever runs the house: staff, officials, offices and their hours, services, the first numbers of series.

An administrator sees no request and none of its papers. What somebody who leaves holds is passed on unseen, by count.

Glossary: *pegawai* staff; *penugasan* membership; *pejabat* official; *SK* decree; *tutup*, *buka* closure, opening.
"""
