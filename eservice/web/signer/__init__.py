"""Pages of whoever signs: what waits for the signature, with its draft; and the letters signed before.

Sign (tanda tangani), send back (kembalikan ke pemeriksa), refuse (tidak dapat dipenuhi), revoke (cabut).
"""
