"""Messages to people: written in the transaction of the change, sent after it, by channel.

Words: *message* (pesan), *inbox* (kotak pesan), *channel* (jalur), *template* (naskah): the sentence without its
facts, *prepared* (disiapkan): a text that an officer sends by hand, *logged* (dicatat): an officer said it was done,
*contact attempt* (upaya menghubungi), *quiet hours* (jam tenang).
"""
