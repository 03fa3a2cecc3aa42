"""Rollups: what closed runs add to the figures of a day, kept so that a million requests are answered at once.

``cells`` says what one run adds to which cell, ``keeping`` keeps cells in step with the events, ``rolled`` reads
figures from them, ``answering`` chooses between them and the events. The events are the truth; cells can be made anew
at any time.

Words: *cell* (kotak): a day or a month, an office or the whole city, a service or all, a channel or all; *mark*
(tanda): how far the events have been counted; *heap* (timbunan): lengths as counts per bucket.
"""
