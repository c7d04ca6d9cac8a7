"""What later rooms tell the selection."""

from mourafaka.foundations.sockets import Socket

# A plug answers pairs {(user id, cooperative id)} for a list of cooperative ids: who advises or pays a
# cooperative never marks it.
ties = Socket("selection.ties")
# The appeals accepted after the committee decided on a call, in the order of their additional minutes: a plug
# answers a list of `queries.remaining.Accepted` for (call).
accepted_appeals = Socket("selection.accepted_appeals")
