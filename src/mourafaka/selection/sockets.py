"""What later rooms tell the selection."""

from mourafaka.foundations.sockets import Socket

# A plug answers pairs {(user id, cooperative id)} of people who advise or pay a cooperative, for (cooperatives).
# Who advises a cooperative never marks it.
ties = Socket("selection.ties")
