"""The site for a web server. Its pages are read here, before the server makes its processes: they share them,
and the first visitor of each waits for nothing."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver
from django.utils import translation

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mourafaka.settings")
application = get_wsgi_application()


def _read_ahead() -> None:
    from django.conf import settings

    get_resolver().url_patterns  # noqa: B018  (imports every view)
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            pass  # its catalogue is read when it is activated


_read_ahead()
