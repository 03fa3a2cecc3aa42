"""What machines may ask, in JSON; docs/api.md describes it. Without a token: what the pages tell everybody.

Words: *state* (keadaan surat): what the register answers; *problem* (masalah): why there is no answer, by RFC 9457;
*token* (token): the key by which another system asks; *scope* (kegunaan): what it is good for.
"""
