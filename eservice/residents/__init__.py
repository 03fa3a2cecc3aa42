"""The people letters are about: applicants, children, parents, the deceased; not the people who sign in.

Words: *person* (penduduk), *NIK* (nomor induk kependudukan): 16 digits for life; *KK number* (nomor kartu keluarga):
what a *household* (keluarga serumah) shares; *sex* (jenis kelamin), *religion* (agama), *marital status* (status
perkawinan), *education* (pendidikan), *occupation* (pekerjaan), *family relation* (hubungan keluarga, SHDK).
A number that is written correctly is not yet real: an officer compares it with the KTP; warnings never block.
"""
