"""Places are nobody's personal data."""

from __future__ import annotations

from mourafaka.foundations.privacy.declared import impersonal

for model in ("Region", "Province", "Commune"):
    impersonal(f"territory.{model}", "name_fr", "name_ar", "code")
impersonal("territory.Region", "source")
impersonal("territory.Province", "iso")
impersonal("territory.Commune", "latitude", "longitude", "seat_latitude", "seat_longitude")
for model in ("Sector", "ValueChain"):
    impersonal(f"territory.{model}", "label_fr", "label_ar", "label_en")
impersonal("territory.ValueChain", "code")
