"""Sharing places among provinces in proportion to their eligible applications."""

from collections.abc import Mapping


class QuotaError(ValueError):
    """Places that cannot be shared; `code` names the reason and `facts` its particulars."""

    def __init__(self, code: str, **facts: object) -> None:
        self.code = code
        self.facts = facts
        super().__init__(f"{code}: " + ", ".join(f"{name}={value}" for name, value in facts.items()))


def largest_remainder(counts: Mapping[str, int], seats: int, floor: int = 1) -> dict[str, int]:
    """`seats` shared by largest remainder (Hare's quota), none with an application getting under `floor`.

    share = seats x count / total; whoever falls under the floor gets the floor and leaves, the others share
    what is left: the whole part each, then one more in order of remainder, then of count, then of key.
    Nobody gets more than it has applications: the shares sum to min(seats, applications).
    Integers only, hence exact. Source: Hamilton's method, with floors as in apportionments by law.
    """
    for key, count in counts.items():
        if count < 0:
            raise QuotaError("negative_count", key=key, count=count)
    if seats < 0 or floor < 0:
        raise QuotaError("negative_seats_or_floor", seats=seats, floor=floor)
    total = sum(counts.values())
    if seats >= total:
        return dict(counts)
    floors = {key: min(floor, count) for key, count in counts.items()}
    if sum(floors.values()) > seats:
        raise QuotaError("floors_exceed_seats", floors=sum(floors.values()), seats=seats)
    shares = dict.fromkeys(counts, 0)
    rest = dict(counts)
    while under := [key for key, count in rest.items() if seats * count < floors[key] * total]:
        for key in under:
            shares[key] = floors[key]
            seats -= floors[key]
            total -= rest.pop(key)
    return shares | _hamilton(rest, seats)


def _hamilton(counts: Mapping[str, int], seats: int) -> dict[str, int]:
    total = sum(counts.values())
    if total == 0:
        return dict.fromkeys(counts, 0)
    shares = {key: seats * count // total for key, count in counts.items()}
    by_remainder = sorted(counts, key=lambda key: (-(seats * counts[key] % total), -counts[key], key))
    for key in by_remainder[: seats - sum(shares.values())]:
        shares[key] += 1
    return shares
