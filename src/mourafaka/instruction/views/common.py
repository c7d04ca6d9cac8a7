"""What the pages share: the objects a person may see, and an act tried from a form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.forms import Form, ModelForm
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from mourafaka.foundations.models import StoredFile
from mourafaka.foundations.received.uploads import keep
from mourafaka.foundations.refusals import Refused
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


def tried(form: Form | ModelForm[Any], perform: Callable[[], Any]) -> Any:
    """The answer of an act, or None with its refusal beside the field it names."""
    try:
        return perform()
    except Refused as refused:
        if refused.code == "not_allowed":
            raise
        field = refused.facts.get("field")
        form.add_error(field if field in form.fields else None, str(refused))
        return None


def kept(form: Form) -> StoredFile | None:
    """The file that came with a form, checked and stored."""
    upload = form.cleaned_data.get("file")
    return keep(upload) if upload else None
