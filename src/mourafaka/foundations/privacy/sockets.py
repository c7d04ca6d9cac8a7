"""What rooms know of a person that declarations cannot say."""

from mourafaka.foundations.sockets import Socket

# Other names a person goes by: record -> list of texts.
known_as = Socket("privacy.known_as")
# Why a record cannot be erased now: (record) -> the code of a refusal, or None.
obstacles = Socket("privacy.obstacles")
# What else is forgotten with a record, inside the transaction: (record, addresses) -> None.
forgetting = Socket("privacy.forgetting")
# The records that are a person's own, in the words of the access log: user -> list of (kind, key).
own_records = Socket("privacy.own_records")
# Other records that are the same person's: record -> list of records.
also_hers = Socket("privacy.also_hers")
