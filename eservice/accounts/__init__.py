"""People who sign in, what they may do, and the sessions in which they do it.

Words: *account* (akun), *unproven* (belum diverifikasi): no officer has compared person and KTP yet, *claim*: an
account that names a NIK, of which a NIK may have several until an officer decides, *frozen* (dibekukan): lost that
decision, *session* (sesi), *actor* (pelaku): the person and the capacity in which they act now, *try* (percobaan):
one guess at a secret, *invitation* (undangan), *reset* (atur ulang kata sandi), *second factor* (kode kedua): an
authenticator, *paper code* (kode pemulihan), *confirm* (konfirmasi): prove once more who one is.
"""
