"""Who fetches a page without anybody looking at it: a messenger that shows a link's preview, a browser that runs ahead.

Told from what every request says of itself; nothing of it is kept.
"""

import re
from collections.abc import Mapping

_FETCHERS = re.compile(
    r"^whatsapp/|telegrambot|facebookexternalhit|facebot|meta-external|twitterbot|slackbot|slack-imgproxy|discordbot"
    r"|linkedinbot|skypeuripreview|microsoftpreview|bingpreview|line-poker|viberbot|pinterestbot|redditbot|mastodon/"
    r"|google-inspectiontool|googlebot|googleother|bingbot|yandex\w*bot|applebot|duckduckbot|baiduspider|bytespider",
    re.IGNORECASE,
)
"""Programs by the names they give themselves. A bank's own program that asks is none of them: it checks a letter."""
_AHEAD = re.compile(r"prefetch|prerender|preview", re.IGNORECASE)
_PURPOSES = ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")


def is_unseen(headers: Mapping[str, str]) -> bool:
    """Tell whether nobody sees the answer to a request with these headers."""
    if any(_AHEAD.search(headers.get(name, "")) for name in _PURPOSES):
        return True
    return _FETCHERS.search(headers.get("User-Agent", "")) is not None
