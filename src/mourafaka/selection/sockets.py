"""What later rooms tell the selection."""

from mourafaka.foundations.sockets import Socket

# A plug answers pairs {(user id, cooperative id)} for a list of cooperative ids: who advises or pays a
# cooperative never marks it.
ties = Socket("selection.ties")
