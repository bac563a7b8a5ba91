"""Who may ask the server for anything: the holder of this start's token, from this very page.

Three questions, in this order, before any handler runs. Is the request meant for this server, by
the name it gives (a foreign site whose name was made to point here gives its own)? Did a page of
this server send it? Does it bring the token? Whoever fails gets 403 and learns nothing else.
"""

from __future__ import annotations

import ipaddress
import secrets
import socket
from typing import TYPE_CHECKING, NewType
from urllib.parse import urlsplit

from aiohttp import web

if TYPE_CHECKING:
    from aiohttp.typedefs import Handler

__all__ = ["Guard", "Token", "is_loopback", "is_wildcard", "new_token"]

Token = NewType("Token", str)

_LOCAL_NAMES = frozenset({"127.0.0.1", "localhost", "::1"})
_PARAMETER = "token"
_REFUSED = "This desk opens with the link that `workbench review --web` printed when it started.\n"


def new_token() -> Token:
    """Return 256 bits that nobody can guess, fit for a link."""
    return Token(secrets.token_urlsafe(32))


def is_wildcard(host: str) -> bool:
    """Tell whether binding to an address means every address of the machine."""
    address = _address(host)
    return not host or (address is not None and address.is_unspecified)


def is_loopback(host: str) -> bool:
    """Tell whether only this machine reaches an address.

    >>> is_loopback("127.0.0.1"), is_loopback("::1"), is_loopback("localhost")
    (True, True, True)
    >>> is_loopback("0.0.0.0"), is_loopback("192.168.1.7"), is_loopback("desk.example")
    (False, False, False)
    """
    address = _address(host)
    return host.lower() == "localhost" if address is None else address.is_loopback


class Guard:
    """The questions, for one start of the server."""

    def __init__(self, token: Token, *, host: str) -> None:
        """Keep what is right.

        Args:
            token: of this start.
            host: address or name that the server is bound to.
        """
        self._token = token.encode()
        self._any_address = is_wildcard(host)
        self._names = {host.lower(), *_LOCAL_NAMES} if is_loopback(host) else {host.lower()}
        if self._any_address:
            self._names |= {socket.gethostname().lower(), *_LOCAL_NAMES}
        self.port = 0
        """The port that the server listens at, once it does."""

    @property
    def cookie(self) -> str:
        """Name of the cookie; browsers share cookies between the ports of a host."""
        return f"workbench-{self.port}"

    @web.middleware
    async def check(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Let a request through to its handler, or answer 403."""
        if not (self._meant_for_us(request) and self._from_us(request)):
            raise web.HTTPForbidden(text="Not from here.\n")
        if not self._has_token(request):
            raise web.HTTPForbidden(text=_REFUSED)
        return await handler(request)

    def admit(self, response: web.StreamResponse) -> None:
        """Give the browser the token to keep, so that what the page loads needs no link of its own."""
        response.set_cookie(
            self.cookie, self._token.decode(), httponly=True, samesite="Strict", path="/"
        )

    def _meant_for_us(self, request: web.Request) -> bool:
        headers = request.headers.getall("Host", [])
        if len(headers) != 1:
            return False
        try:
            split = urlsplit(f"//{headers[0]}")
            name, port = split.hostname, split.port or 80
        except ValueError:
            return False
        if name is None or port != self.port or split.netloc != headers[0] or "@" in headers[0]:
            return False
        # Only a name can be made to point here; a browser that asks for an address asked for ours.
        return name in self._names or (self._any_address and _address(name) is not None)

    def _from_us(self, request: web.Request) -> bool:
        """A browser names the page's origin with every WebSocket and every foreign request."""
        origins = request.headers.getall("Origin", [])
        return not origins or origins == [f"http://{request.headers['Host']}"]

    def _has_token(self, request: web.Request) -> bool:
        brought = (request.query.get(_PARAMETER, ""), request.cookies.get(self.cookie, ""))
        # Both are compared, in a time that does not tell how much of one was right.
        right = [secrets.compare_digest(one.encode(), self._token) for one in brought]
        return any(right)


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None
