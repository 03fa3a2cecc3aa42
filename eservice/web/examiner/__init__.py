"""Pages of an examiner of the Inspektorat.

Words: *examiner* (pemeriksa), *assignment* (surat tugas), *sample* (contoh acak), *seed* (benih).
"""
