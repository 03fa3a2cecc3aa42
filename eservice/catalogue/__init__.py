"""The services an office offers, each with its published standard, questions and proofs, as versioned data.

A service is a readable file in ``data/``; loading a changed file adds a version and never touches an older one.
A request keeps the version it was filed under.

Glossary: service = layanan; standard = standar pelayanan (14 components); requirement = persyaratan; proof = berkas;
field = isian; step = one page of the form; promise = janji waktu layanan; signing place = tempat tanda tangan;
RT letter = surat pengantar RT; statement = surat pernyataan; pre-check = "apakah surat ini perlu?";
visit avoided = kunjungan yang dihindari; life event = peristiwa hidup; archive code = kode klasifikasi arsip.
"""
