"""What the workbooks taken over may hold."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mourafaka.foundations.privacy.declared import impersonal, personal

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
