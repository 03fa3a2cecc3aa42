"""What machines may ask, without an account: the same as the pages say, in JSON; docs/api.md describes it.

Words: *state* (keadaan surat): what the register answers; *problem* (masalah): why there is no answer, by RFC 9457.
"""
