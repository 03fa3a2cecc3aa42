"""People who sign in, what they may do, and the sessions in which they do it.

Words: *account* (akun), *unproven* (belum diverifikasi): no officer has compared person and KTP yet, *session*
(sesi), *actor* (pelaku): the person and the capacity in which they act now.
"""
