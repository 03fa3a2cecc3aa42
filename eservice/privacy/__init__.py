"""What the house holds about people, who looked at it, how long it stays, and what is done when it gets out.

Words: *wish* (permintaan pemilik data): to correct, delete or restrict; *look* (pembukaan): somebody of the office read
something; *limit* (masa simpan): how long a kind of data stays; *hold* (penangguhan): it stays beyond that;
*erasure* (penghapusan); *breach* (kegagalan pelindungan data): data got out; *data protection officer* (PPDP).
"""
