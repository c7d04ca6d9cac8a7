"""Every URL has a declared policy; everything else is closed."""

from collections.abc import Iterator

import rules
from django.urls import URLPattern, URLResolver, get_resolver

from mourafaka.foundations import policies
from mourafaka.foundations.policies import PUBLIC, SIGNED_IN, policy_of

# What anybody may open without an account. A line that is no longer a page fails too.
PUBLIC_PAGES = {
    "account_confirm_email",
    "account_confirm_login_code",
    "account_email_verification_sent",
    "account_inactive",
    "account_login",
    "account_logout",
    "account_request_login_code",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_signup",
    "applying:code",
    "applying:eligibility",
    "applying:landing",
    "applying:resume",
    "applying:start",
    "applying:verify",
    "coaching:answer",
    "coaching:answer_by_code",
    "notices:open",
    "notices:stop",
    "coaching:feed",
    "mfa_authenticate",
    "mfa_login_webauthn",
    "people:link",
    "people:switch",
    "portal:components",
    "portal:home",
    "portal:theme",
    "portal:phone",
    "privacy:register",
    "press:appeal",
    "press:article",
    "press:confirm",
    "press:counts",
    "press:coverage",
    "press:dispute",
    "press:feed",
    "press:image",
    "press:opml",
    "press:report_image",
    "press:reported",
    "press:river",
    "press:search_feed",
    "press:sector",
    "press:sector_feed",
    "press:signals",
    "press:source",
    "press:source_feed",
    "press:sources",
    "press:stories",
    "press:stories_feed",
    "press:story",
    "press:story_feed",
    "press:subscribe",
    "press:takedown",
    "press:territory",
    "press:territory_feed",
    "press:unsubscribe",
    "public:bundle",
    "public:cohort",
    "public:minute",
    "public_calls:call",
    "public_calls:calls",
    "public_calls:feed",
    "set_language",
    "training:ballot",
    "training:self_check",
    "training:verified",
    "training:verify",
}


def walk(resolver: URLResolver, namespaces: tuple[str, ...] = ()) -> Iterator[tuple[str, object]]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
            yield from walk(pattern, inner)
        elif isinstance(pattern, URLPattern):
            yield ":".join((*namespaces, pattern.name or str(pattern.pattern))), pattern.callback


def pages() -> dict[str, str | None]:
    return {name: policy_of(view, name) for name, view in walk(get_resolver())}


def test_every_url_has_a_declared_policy():
    undeclared = [name for name, declared in pages().items() if declared is None]

    assert undeclared == []


def test_the_public_pages_are_exactly_those_listed():
    public = {
        name for name, declared in pages().items() if declared == PUBLIC and not name.startswith("api-1:")
    }

    assert public == PUBLIC_PAGES


def test_every_policy_names_a_rule_that_exists():
    unknown = {
        declared
        for declared in pages().values()
        if declared not in (PUBLIC, SIGNED_IN, None) and not rules.perm_exists(declared)
    }

    assert unknown == set()


def test_every_library_policy_matches_a_url():
    names = set(pages())
    stale = [
        key
        for key in policies.VENDOR_POLICIES
        if not any(name == key or (key.endswith("*") and name.startswith(key[:-1])) for name in names)
    ]

    assert stale == []
