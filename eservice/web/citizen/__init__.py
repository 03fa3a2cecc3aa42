"""Pages for people who ask for a letter: fill in, send, follow, complete, download.

Words: *draft* (belum dikirim): what is filled in and not sent, held by a secret in the browser until somebody signs
in; *page* (langkah): one step of the form; *receipt* (tanda terima): code, PIN and promise on one sheet.
"""
