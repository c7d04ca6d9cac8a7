"""What was seen of an action done, read again."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from mourafaka.foundations.files import attachment
from mourafaka.foundations.policies import policy
from mourafaka.plans.models import ActionProgress


@policy("plans.view_plan")
@require_safe
def evidence(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """The file attached to what was said of an action."""
    seen = ActionProgress.objects.visible_to(request.user).filter(action__plan__enrolment__number=number)
    file = get_object_or_404(seen.exclude(file=None).select_related("file"), pk=pk).file
    return attachment(file, f"{number}-{pk}")
