"""Files that come in: checked, taken apart in a process of their own, made anew, sealed and stored.

What was sent is never kept: a photo is drawn again as a JPEG without its hidden data, a PDF is cleaned and saved
again, and officers look at pictures of its pages. ``actions.prepare`` does the slow work before the transaction,
``actions.receive`` writes the row inside it.

Glossary: upload = berkas unggahan, page preview = gambar halaman, owner = pemilik (a draft or an account), sweep =
pembersihan, locked = memakai kata sandi.
"""
