"""The office's counter: the hall and its numbers, the sheet for power cuts, and help that is no request.

Numbers are given, called and measured (``tickets``, ``hall``); while nothing else works one writes on a sheet that is
entered afterwards (``emergency``). For a lost password an officer compares person and KTP and hands over a code; what
that opens is for ``accounts`` to say, who may not be helped by whom is said here.

Glossary: counter = loket; hall = balai; number or ticket = nomor antrean; bench = bangku; sheet = lembar darurat;
line = baris; slip = yang dibawa pulang; recovery = pemulihan kata sandi; code = kode; household = keluarga serumah;
claim = akun yang memakai NIK itu.
"""
