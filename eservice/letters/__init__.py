"""Documents that go out: numbered, rendered, signed, registered, verified, revoked.

A letter has one content and a growing list of editions (files, each known by its SHA-256).
Its number and QR are reserved before it is drawn and mean nothing until the signature is stored.
The room gets plain data and never learns what a request is.

Glossary: letter = surat; number = nomor surat; series = urutan nomor per kode arsip; register = buku register;
signing place = tempat tanda tangan (Lurah, lalu Camat "mengetahui"); by hand = tanda tangan basah dan cap;
seal = segel luring di dalam kode QR; void = batal; revoked = dicabut; replaced = diganti;
lookup = pemeriksaan oleh penerima surat.
"""
