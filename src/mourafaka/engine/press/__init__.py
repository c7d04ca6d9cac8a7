"""What the press watch computes: pure, without Django, database or network.

Reading in
- `pages`     a stored page of an aggregator: its river of headlines, its article, its image notice
- `articles`  a newspaper's own page: title, author, date, lede, image, paragraphs; rules per paper
- `charsets`  bytes to text, whatever was declared
- `dates`     days and moments as papers write them, in four languages
- `language`  fr, es, en, ar, or und: undecided stays undecided
- `signals`   exchange rates, weather, commodity prices: typed values, never stories

Telling apart and together
- `copies`    the same text again, whole or in part
- `stories`   the same event, in any language; what editors decided is never undone
- `embedding` titles as vectors: n-grams always, the multilingual model where it is installed

Finding
- `scanning`  many names in one pass over a text, with the evidence span in the text as written
- `places`    regions, provinces, communes
- `topics`    sectors and value chains, the programme, cooperatives
- `analyser`  the words of a text as both databases index and search them

Modules are imported one by one: some of them load libraries that take half a second.
"""
