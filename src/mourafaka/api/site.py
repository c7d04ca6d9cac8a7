"""The API put together: one version, one way in, refusals in words at every turn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from mourafaka.api import (
    acts,
    calls,
    coaching,
    diagnosis,
    enrolment,
    plans,
    press,
    registry,
    selection,
    training,
    uploads,
)
from mourafaka.api.auth import Key, Session
from mourafaka.foundations.journal import jsonable
from mourafaka.foundations.refusals import SENTENCES, Refused

DESCRIPTION = """\
Read what is within your scope, do every act of the programme by POST /acts/<verb>, fetch a cohort's public
bundle. The same acts, rules and refusals as the pages of the site. Refusals carry a code, a sentence in the language
of Accept-Language (fr or ar) and the facts of the case. Amounts are decimal strings in Moroccan dirhams."""

STATUS = {
    "not_signed_in": 401,
    "second_factor_missing": 401,
    "not_allowed": 403,
    "csrf_failed": 403,
    "not_found": 404,
    "request_too_large": 413,
    "invalid_request": 422,
    "idempotency_key_not_a_uuid": 422,
    "idempotency_key_reused": 422,
    "marks_missing": 422,
    "mark_not_a_level": 422,
    "unknown_criterion": 422,
    "value_impossible": 422,
    "value_refused": 422,
    "unknown_fields": 422,
    "application_fields_unknown": 422,
    **{code: 422 for code in SENTENCES if code.startswith("upload_")},
}
CONFLICT = 409  # whatever else an act refuses: the records are not in the state asked for

api = NinjaAPI(
    title="Mourafaka",
    version="1",
    description=DESCRIPTION,
    urls_namespace="api-1",
    openapi_url="/openapi.json",
    docs_url=None,  # its page would load scripts of a third party
    auth=[Key(), Session()],
)
for room in (registry, calls, selection, enrolment, diagnosis, plans, training, coaching, press):
    api.add_router("", room.router)
api.add_router("", uploads.router)
api.add_router("", acts.router)


def _answer(request: HttpRequest, refused: Refused) -> HttpResponse:
    problem: Mapping[str, Any] = {
        "code": refused.code,
        "sentence": str(refused),
        "facts": jsonable(refused.facts),
    }
    answer = api.create_response(request, problem, status=STATUS.get(refused.code, CONFLICT))
    if answer.status_code == 401:
        answer["WWW-Authenticate"] = "Bearer"
    return answer


@api.exception_handler(Refused)
def refused(request: HttpRequest, error: Refused) -> HttpResponse:
    return _answer(request, error)


@api.exception_handler(AuthenticationError)
def unknown(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    return _answer(request, Refused("not_signed_in"))


@api.exception_handler(Http404)
def not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    return _answer(request, Refused("not_found"))


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    problems = [f"{'.'.join(str(part) for part in each['loc'])}: {each['msg']}" for each in error.errors]
    return _answer(request, Refused("invalid_request", problems="; ".join(problems)))


@api.exception_handler(RequestDataTooBig)
def too_large(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
    megabytes = settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 1024**2
    return _answer(request, Refused("request_too_large", megabytes=megabytes))


@api.exception_handler(HttpError)
def unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
    """What ninja itself refuses: a missing CSRF token, a body that is not JSON."""
    if error.status_code == 403:
        return _answer(request, Refused("csrf_failed"))
    return _answer(request, Refused("invalid_request", problems=str(error)))
