"""Who may do what with notices."""

from __future__ import annotations

from typing import Any

import rules

from mourafaka.foundations.rules import is_signed_in, runs_the_programme


@rules.predicate
def is_own(user: Any, notice: Any) -> bool:
    return notice is None or bool(user.pk and notice.user_id == user.pk)


rules.add_perm("notices.read_notices", is_signed_in)
rules.add_perm("notices.read_notice", is_signed_in & is_own)
rules.add_perm("notices.open_by_link", rules.always_allow)  # the signature of the link was checked
rules.add_perm("notices.prove", runs_the_programme)
