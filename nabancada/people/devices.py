"""What a browser says it is, in words somebody recognises their own devices by."""

from flask_babel import gettext as _

# The first that is found in what it says: others pretend to be those below them.
BROWSERS = (
    *(("SamsungBrowser/", "Samsung Internet"), ("OPR/", "Opera"), ("Edg", "Edge"), ("Firefox/", "Firefox")),
    *(("Chrome/", "Chrome"), ("CriOS/", "Chrome"), ("Safari/", "Safari"), ("curl/", "curl"), ("python", "Python")),
)
SYSTEMS = (
    *(("Android", "Android"), ("iPad", "iPad"), ("iPhone", "iPhone"), ("Windows", "Windows")),
    *(("Mac OS X", "Mac"), ("CrOS", "Chromebook"), ("Linux", "Linux")),
)


def name(user_agent: str | None) -> str:
    """Browser and device; what is neither is some device.

    >>> name("Mozilla/5.0 (Linux; Android 14; SM-X200) AppleWebKit/537.36 Chrome/139.0.0.0 Safari/537.36")
    'Chrome · Android'
    """
    said = user_agent or ""
    found = [next((word for mark, word in known if mark in said), "") for known in (BROWSERS, SYSTEMS)]
    return " · ".join(filter(None, found)) or _("Aparelho por conhecer")
