"""What later rooms add to calls and applications."""

from mourafaka.foundations.sockets import Socket

# Applications a person sees beside those of her territory and her cooperatives (a review, an opinion): (user) -> Q.
lending = Socket("calls.lending")
# Applications she sees nowhere, whatever her role (a conflict of interest); nothing lent escapes it: (user) -> Q.
withholding = Socket("calls.withholding")
# A plug answers a rendered panel (SafeString) for (application, user), or None.
panels = Socket("calls.panels")
# Told of each step of one application, inside its transaction: (application, verb, actor).
moved = Socket("calls.moved")
# What follows from an admission and so forbids taking it back: (application) -> a sentence, or None.
holding = Socket("calls.holding")
# A plug answers a link {"label", "url", "text"} for (call, user), or None.
call_links = Socket("calls.call_links")
# What a visitor may do with a call: a plug answers {"label", "url"} for (call), or None.
public_links = Socket("calls.public_links")
