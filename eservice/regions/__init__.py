"""The places of the province: codes and names of the Ministry of Home Affairs, valid from and until.

Words: *region* (wilayah), *level* (tingkat): *province* (provinsi), *regency* (kabupaten), *city* (kota), *kecamatan*,
*kelurahan*, *desa*; *predecessor* (asal pemekaran): the region another was split from. A code is never deleted: it
lives on in the NIK of people who were first recorded under it.
"""
