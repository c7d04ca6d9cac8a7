"""What the workbooks taken over may hold."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mourafaka.foundations.privacy.declared import ends, impersonal, personal
from mourafaka.results.models import ImportedProgress, WorkbookImport

personal(
    "results.WorkbookImport",
    "file",
    "answers",
    "kept",
    of="imports",
    data=_("The programme's earlier workbooks, as received"),
)
personal("results.ImportedProgress", "name", "raw", of="imports", data=_("Each row of those workbooks"))
impersonal("results.WorkbookImport", "sha256")
impersonal(
    "results.ImportedProgress",
    "source_id",
    "not_registered_because",
    "province_written",
    "modules",
    "sessions",
    "rows",
)

ends("imports", "results.WorkbookImport", lambda before: WorkbookImport.objects.filter(sent_at__lt=before))
ends(
    "imports",
    "results.ImportedProgress",
    lambda before: ImportedProgress.objects.filter(batch__sent_at__lt=before),
)
