"""What people may say against a decision, a delay or a person, and who answers it: never the one it is about.

Glossary: complaint = pengaduan; kind = jenis (maladministrasi, as the Ombudsman lists them); lane = berkadar pengawasan
or not; desk = yang menangani; past the unit = langsung ke Inspektorat; first answer = tanggapan pertama; answer =
jawaban; reply = tanggapan pelapor; complainant = pelapor; to have a part = terlibat; lesson = pelajaran.
"""
