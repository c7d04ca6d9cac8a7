"""Static files get a hash in their name where they were collected (the wheel), plain names elsewhere."""

from __future__ import annotations

from django.conf import settings
from whitenoise.storage import CompressedManifestStaticFilesStorage


class Storage(CompressedManifestStaticFilesStorage):
    manifest_strict = True

    def url(self, name: str, force: bool = False) -> str:
        if settings.WHITENOISE_USE_FINDERS and not force:
            return self.base_url + name if self.base_url else name
        return super().url(name, force)
