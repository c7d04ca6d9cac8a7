"""What later rooms add to an application as its cooperative sees it."""

from mourafaka.foundations.sockets import Socket

# Told of each submission, inside its transaction: (application, draft, actor).
submitted = Socket("applying.submitted")
# A rendered panel (SafeString) of the follow page for (application, user), or None.
follow = Socket("applying.follow")
# Whose turn it is: (application, user) -> a sentence, or None; the first that answers is shown.
turns = Socket("applying.turns")
# Lines of the timeline: (application, user) -> list[registry.sockets.Moment].
moments = Socket("applying.moments")
# What must be corrected: (application, user) -> list of {"label", "url", "text"}.
corrections = Socket("applying.corrections")
# Whether the cooperative may know what is decided before the call publishes it: (application) -> True, or None.
told = Socket("applying.told")
