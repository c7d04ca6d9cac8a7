"""What the coaching plugs into earlier rooms."""


def plug_all() -> None:
    """Filled below."""
