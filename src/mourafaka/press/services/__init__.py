"""The acts of the press watch."""

from mourafaka.press.services.images import keep_image, report_image
from mourafaka.press.services.moderation import (
    answer_appeal,
    appeal_image,
    judge_again,
    protect_image,
    remove_image,
    restore_image,
)
from mourafaka.press.services.readers import (
    ask_digest,
    confirm_digest,
    drop_search,
    save_search,
    send_digests,
    stop_digest,
)
from mourafaka.press.services.sources import (
    add_source,
    edit_source,
    follow_source,
    leave_source,
    load_first_list,
    take_opml,
)
from mourafaka.press.services.stories import (
    answer_takedown,
    ask_takedown,
    dispute_tag,
    keep_tag,
    merge_stories,
    pin_story,
    remove_tag,
    restore_article,
    split_story,
    title_story,
    withdraw_article,
)
from mourafaka.press.services.taking import take_entries, take_round, take_signals, understand_again
from mourafaka.press.services.visiting import purge_raw_pages

__all__ = [
    "add_source",
    "answer_appeal",
    "answer_takedown",
    "appeal_image",
    "ask_digest",
    "ask_takedown",
    "confirm_digest",
    "dispute_tag",
    "drop_search",
    "edit_source",
    "follow_source",
    "judge_again",
    "keep_image",
    "keep_tag",
    "leave_source",
    "load_first_list",
    "merge_stories",
    "pin_story",
    "protect_image",
    "purge_raw_pages",
    "remove_image",
    "remove_tag",
    "report_image",
    "restore_article",
    "restore_image",
    "save_search",
    "send_digests",
    "split_story",
    "stop_digest",
    "take_entries",
    "take_opml",
    "take_round",
    "take_signals",
    "title_story",
    "understand_again",
    "withdraw_article",
]
