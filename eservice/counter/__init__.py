"""The office's counter: what an officer does for the person in front of the desk that is no request.

So far: a lost password, and whose account it is. An officer compares person and KTP and hands over a code, or proves
the account; what that opens is for ``accounts`` to say, who may not be helped by whom is said here.

Glossary: counter = loket; recovery = pemulihan kata sandi; code = kode; slip = lembar kode; claim = akun yang memakai
NIK itu; household = keluarga serumah.
"""
