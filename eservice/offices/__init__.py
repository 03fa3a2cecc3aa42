"""The offices of the city: what they are called, who works there, who signs for them, and when that holds.

An office is a unit that receives requests and signs letters. People belong to it by *memberships* (what an account
may do there) and sign for it by *official terms* (what their decree says); both have a beginning and an end.

Glossary: office = unit kerja, kelurahan = urban village office, kecamatan = district office, membership = penugasan,
official = pejabat, term = masa jabatan, decree = surat keputusan, signer's line = ruang tanda tangan, letterhead =
kop surat, substitute office = kantor pengganti, RT = rukun tetangga, unit code = kode unit.
"""
