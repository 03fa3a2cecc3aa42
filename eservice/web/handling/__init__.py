"""Pages of whoever answers complaints: a supervisor for the own offices, an examiner for what goes past them.

Words: *desk* (meja penanganan), *lane* (berkadar pengawasan atau tidak), *lesson* (pelajaran).
"""
