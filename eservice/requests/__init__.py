"""A citizen's request for a document, from draft to hand-over.

``workflow`` is the law, ``steps`` applies it, ``filing``, ``reviewing``, ``signing`` and ``issuing`` hold the verbs,
``clock`` reads stages and promises from the history.

Words: *request* (permohonan), *applicant* (pemohon): who asks; *subject* (yang diterangkan): whom the letter is
about; *step* (langkah): one lawful move; *status* (status): where it stands; *proof* (berkas): what shows that a
requirement is met; *gap* (kekurangan): what the citizen is asked to complete; *turn* (giliran): the office that signs.
"""
