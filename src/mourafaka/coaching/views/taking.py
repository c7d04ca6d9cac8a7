"""The page of this room with one form: `title`, `lead`, `back` (label, url)."""

from functools import partial

from mourafaka.foundations import taking

form_page = partial(taking.form_page, template="coaching/form.html")
