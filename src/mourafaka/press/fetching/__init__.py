"""Going to newspapers' own servers: politely (pace, robots, conditional requests) and safely (never a private address).

    async with Fetcher(Policy(user_agent=…)) as fetcher:
        answer = await fetcher.get(url, FEED, etag=…, last_modified=…)

- `guard`   which addresses may be reached; asked before a request, of every DNS answer, and of every socket
- `bodies`  how much is read: bytes on the wire, bytes once inflated, content types
- `client`  one request with its redirects; what it answers or why it refuses
- `robots`  what each host allows, and how fast
- `pace`    when to come back: adaptive schedule, back-off with jitter
- `feeds`   RSS, Atom, RDF, JSON Feed, news sitemaps: text to entries

No table and no act here: the room asks, stores and decides.
"""

from mourafaka.press.fetching import checks  # noqa: F401  (production refuses the allowance of tests)
from mourafaka.press.fetching.bodies import FEED, IMAGE, PAGE, ROBOTS, SITEMAP, Kind, Limits
from mourafaka.press.fetching.client import Answer, Fetcher, Policy
from mourafaka.press.fetching.problems import FetchProblem

__all__ = [
    "FEED",
    "IMAGE",
    "PAGE",
    "ROBOTS",
    "SITEMAP",
    "Answer",
    "FetchProblem",
    "Fetcher",
    "Kind",
    "Limits",
    "Policy",
]
