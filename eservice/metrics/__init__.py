"""What the history of requests says about time: stages, percentiles, promises kept.

``runs`` turns events into runs, ``rules`` decides what counts, ``figures`` counts, ``queries`` reads; ``histories``
reads those of other systems, which are kept apart, and our own for others, as *event logs* (log peristiwa).

Words: *run* (putaran): a request from its filing, or its reopening, to its end, under one promise; *figure* (angka):
what is told of many runs, with n, period and as-of instant; *spread* (sebaran): n, median, p90, p95; *kept* (ditepati):
finished by its promise; *finished* (selesai): issued, handed over or refused; *service time* (waktu layanan): working
seconds of the office's stages; *elapsed* (waktu yang dirasakan warga): wall-clock time since the first filing.
"""
