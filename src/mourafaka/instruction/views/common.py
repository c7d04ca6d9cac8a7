"""What the pages share: the objects a person may see, and the file that came with a form."""

from __future__ import annotations

from django.forms import Form
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from mourafaka.foundations.models import StoredFile
from mourafaka.foundations.received.uploads import keep
from mourafaka.instruction.models import Case


def case_of(request: HttpRequest, number: str) -> Case:
    scope = Case.objects.visible_to(request.user).for_lists()
    scope = scope.select_related(
        "application__call__cohort",
        "application__cooperative__province",
        "application__member_stat",
        "team",
        "officer",
    )
    return get_object_or_404(scope, application__number=number)


def kept(form: Form) -> StoredFile | None:
    """The file that came with a form, checked and stored."""
    upload = form.cleaned_data.get("file")
    return keep(upload) if upload else None
