"""The acts of the selection."""

# Review
# Choice and committee
