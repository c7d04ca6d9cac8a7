"""What later rooms add to calls and applications."""

from mourafaka.foundations.sockets import Socket

# A plug narrows or widens what a person sees of the applications: (Q, user) -> Q. Low orders lend, high ones
# withhold, so that nothing lent escapes a conflict of interest.
visibility = Socket("calls.visibility")
# A plug answers a rendered panel (SafeString) for (application, user), or None.
panels = Socket("calls.panels")
# A plug answers a link {"label", "url", "text"} for (call, user), or None.
call_links = Socket("calls.call_links")
