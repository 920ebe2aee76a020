"""What browsers are told: which of their features a page may use, and whence it may load what."""

from typing import Final

from django.utils.csp import CSP

# What no page of ours asks a browser for; keys only where they log somebody in.
FEATURES: Final = ", ".join(
    [
        *(
            f"{feature}=()"
            for feature in (
                "accelerometer", "autoplay", "browsing-topics", "camera",
                "display-capture", "geolocation", "gyroscope", "hid", "idle-detection",
                "local-fonts", "magnetometer", "microphone", "midi", "payment",
                "screen-wake-lock", "serial", "usb", "xr-spatial-tracking",
            )
        ),
        "publickey-credentials-create=(self)",
        "publickey-credentials-get=(self)",
    ]
)  # fmt: skip
SITE: Final[dict[str, list[str]]] = {
    "default-src": [CSP.NONE],
    "object-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.SELF],
    "report-uri": ["/csp-report/"],
    "report-to": ["csp"],
}


def admin(*, previews: list[str]) -> dict[str, list[str]]:
    """Wagtail's editor writes inline scripts and styles (wagtail#1288); it is behind a login. It
    frames our own pages, and those of the front end at `previews` that draws them."""
    return SITE | {
        "script-src": [CSP.SELF, CSP.UNSAFE_INLINE],
        "style-src": [CSP.SELF, CSP.UNSAFE_INLINE],
        "img-src": [CSP.SELF, "data:", "blob:"],
        "frame-src": [CSP.SELF, *previews],
    }
