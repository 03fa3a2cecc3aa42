"""The survey after a finished request: who is asked, what nine questions say, and what an office does about it.

Nobody can be found behind an answer. Who was asked and that it was answered stands in one table, what was said in
another, and no number, instant or order leads from the one to the other (``mixing``). Whether money was asked for is
no question of this survey: that answer goes past the office, and belongs to complaints.

Glossary: survey = Survei Kepuasan Masyarakat (SKM); invitation = undangan; element = unsur; index = IKM; grade = mutu;
quarter = triwulan; own answers = dijawab sendiri; counter answers = lewat loket; form = lembar survei;
plan = rencana tindak lanjut; publication = pengumuman; needed sample = sampel minimal.
"""
