"""The relying party of OpenID Connect Core 1.0: authorization code with state, nonce and PKCE.

Nothing is believed that is not signed by a key of the issuer, for us, now, in answer to what this
browser asked.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from dataclasses import asdict, dataclass
from typing import Any
from urllib.error import URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import Request, urlopen

import jwt

SIGNATURES = ["RS256", "RS384", "RS512", "PS256", "ES256", "ES384"]
"""By private key only: "none" and shared secrets sign nothing here."""
SECONDS_TO_ANSWER = 10
MOST_BYTES = 512 * 1024
LEEWAY_SECONDS = 30
LOOPBACK = {"localhost", "127.0.0.1", "::1"}


class Untrusted(Exception):
    """The provider did not answer, or its answer does not hold; says why, for the log."""


@dataclass(frozen=True, kw_only=True)
class Client:
    """We, as the provider knows us."""

    issuer: str
    client_id: str
    client_secret: str


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What this browser was sent away with, and must come back to."""

    state: str
    nonce: str
    verifier: str


def ask(client: Client, *, back: str) -> tuple[str, dict[str, str]]:
    """Where to send the browser, and what its session keeps until it returns to `back`.

    Raises Untrusted when the provider cannot be reached.
    """
    asked = Asked(
        state=secrets.token_urlsafe(24),
        nonce=secrets.token_urlsafe(24),
        verifier=secrets.token_urlsafe(48),
    )
    challenge = hashlib.sha256(asked.verifier.encode()).digest()
    words = {
        "response_type": "code",
        "client_id": client.client_id,
        "redirect_uri": back,
        "scope": "openid profile",
        "state": asked.state,
        "nonce": asked.nonce,
        "code_challenge": base64.urlsafe_b64encode(challenge).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
    }
    door = discovered(client)["authorization_endpoint"]
    return f"{door}{'&' if '?' in door else '?'}{urlencode(words)}", asdict(asked)


def answer(
    client: Client, kept: dict[str, str], *, said: dict[str, str], back: str
) -> dict[str, Any]:
    """The claims about who came back, verified. `said` is the query. Raises Untrusted."""
    asked = Asked(**kept)
    if not hmac.compare_digest(said.get("state", "").encode(), asked.state.encode()):
        raise Untrusted("state: not the one sent")
    if "code" not in said:
        raise Untrusted(f"no code: {said.get('error', '')[:60]}")
    known = discovered(client)
    form = {
        "grant_type": "authorization_code",
        "code": said["code"],
        "redirect_uri": back,
        "client_id": client.client_id,
        "client_secret": client.client_secret,
        "code_verifier": asked.verifier,
    }
    tokens = _fetched(known["token_endpoint"], form=form)
    claims = verified(client, str(tokens.get("id_token", "")), jwks_uri=known["jwks_uri"])
    if not hmac.compare_digest(str(claims.get("nonce", "")).encode(), asked.nonce.encode()):
        raise Untrusted("nonce: not the one sent")
    return _with_userinfo(known, claims, str(tokens.get("access_token", "")))


def verified(client: Client, token: str, *, jwks_uri: str) -> dict[str, Any]:
    """The claims of an ID token whose signature, issuer, audience and time hold."""
    try:
        head = jwt.get_unverified_header(token)
        if head.get("alg") not in SIGNATURES:
            raise Untrusted(f"alg: {str(head.get('alg'))[:20]}")
        claims: dict[str, Any] = jwt.decode(
            token,
            _key(jwks_uri, head.get("kid")),
            algorithms=SIGNATURES,
            audience=client.client_id,
            issuer=client.issuer,
            leeway=LEEWAY_SECONDS,
            options={"require": ["exp", "iat", "iss", "aud", "sub"]},
        )
    except jwt.PyJWTError as fault:
        raise Untrusted(f"id_token: {fault}") from fault
    several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if (several or "azp" in claims) and claims.get("azp") != client.client_id:
        raise Untrusted("azp: made out to another")
    return claims


def discovered(client: Client) -> dict[str, Any]:
    """What the issuer says of itself; asked each time, so that turned keys are no trouble."""
    address = client.issuer.rstrip("/") + "/.well-known/openid-configuration"
    known = _fetched(address)
    if known.get("issuer") != client.issuer:
        raise Untrusted("issuer: another than configured")
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
        _ask_safe(str(known.get(name, "")))
    return known


def _key(jwks_uri: str, kid: str | None) -> Any:
    keys = jwt.PyJWKSet.from_dict(_fetched(jwks_uri)).keys
    for one in keys:
        if one.key_id == kid or (kid is None and len(keys) == 1):
            return one.key
    raise Untrusted("kid: no such key")


def _with_userinfo(
    known: dict[str, Any], claims: dict[str, Any], access_token: str
) -> dict[str, Any]:
    """Some providers tell a staff number there only; what is signed wins."""
    if "userinfo_endpoint" not in known or not access_token:
        return claims
    more = _fetched(known["userinfo_endpoint"], bearer=access_token)
    if more.get("sub") != claims["sub"]:
        raise Untrusted("userinfo: about another")
    return {**more, **claims, "amr": claims.get("amr", [])}


def _fetched(
    address: str, *, form: dict[str, str] | None = None, bearer: str = ""
) -> dict[str, Any]:
    _ask_safe(address)
    headers = {"Accept": "application/json"}
    if bearer:
        headers["Authorization"] = f"Bearer {bearer}"
    sent = urlencode(form).encode() if form is not None else None
    try:
        with urlopen(Request(address, sent, headers), timeout=SECONDS_TO_ANSWER) as reply:  # noqa: S310
            told = json.loads(reply.read(MOST_BYTES))
    except (URLError, OSError, ValueError) as fault:
        raise Untrusted(f"{urlsplit(address).path}: {fault}") from fault
    if not isinstance(told, dict):
        raise Untrusted(f"{urlsplit(address).path}: no object")
    return told


def _ask_safe(address: str) -> None:
    """HTTPS, or plain HTTP to this very machine."""
    parts = urlsplit(address)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
        raise Untrusted(f"not HTTPS: {parts.scheme}://{parts.hostname}")
