"""A small OpenID Connect provider, a process of its own, that can also be told to cheat.

`python -m tests.people.oidc_provider` prints its address. POST /told/ takes JSON: `sub`, `claims`,
`userinfo`, and `cheat`, one of the names in `CHEATS`. It signs everybody in who comes.
"""

import base64
import hashlib
import json
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer, ThreadingHTTPServer
from pathlib import Path
from typing import Any, cast
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT_ID, CLIENT_SECRET = "jiamenkou", "a-secret-for-tests"
KEY, OTHER_KEY = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in "ab")
KID = "first"
CHEATS = (
    "nonce", "audience", "expired", "alg_none", "signature", "issuer", "shared_secret",
    "no_subject", "azp", "userinfo_of_another",
)  # fmt: skip

told: dict[str, Any] = {"sub": "u-1"}
codes: dict[str, dict[str, str]] = {}


@contextmanager
def running() -> Iterator[str]:
    """The address of one, started now and ended after."""
    command, root = [sys.executable, "-m", "tests.people.oidc_provider"], Path(__file__).parents[2]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root)
    assert process.stdout
    with process.stdout:
        yield process.stdout.readline().strip()
        process.terminate()
        process.wait(10)


class Provider(BaseHTTPRequestHandler):
    """Discovery, authorize, token, keys, userinfo."""

    def do_GET(self) -> None:
        path, query = urlsplit(self.path).path, urlsplit(self.path).query
        asked = {name: values[0] for name, values in parse_qs(query).items()}
        if path == "/authorize":
            self._authorize(asked)
        elif path == "/keys":
            public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key()))
            self._say({"keys": [{**public, "kid": KID, "alg": "RS256", "use": "sig"}]})
        elif path == "/userinfo":
            another = {"sub": "somebody-else"} if told.get("cheat") == "userinfo_of_another" else {}
            self._say({"sub": told["sub"], **told.get("userinfo", {}), **another})
        else:
            self._say(discovery(self._address))

    def do_POST(self) -> None:
        sent = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == "/told/":
            told.clear()
            told.update(json.loads(sent))
            self._say({})
            return
        form = {name: values[0] for name, values in parse_qs(sent.decode()).items()}
        asked = codes.pop(form["code"], None)
        if asked is None or not _same_browser(asked, form) or not _same_client(form):
            self._say({"error": "invalid_grant"}, status=400)
            return
        token = id_token(self._address, asked["nonce"])
        self._say({"access_token": "opaque", "token_type": "Bearer", "id_token": token})

    def _authorize(self, asked: dict[str, str]) -> None:
        assert asked["response_type"] == "code"
        assert "openid" in asked["scope"]
        code = secrets.token_urlsafe(16)
        codes[code] = asked
        back = {"code": code, "state": asked["state"]}
        if told.get("cheat") == "denied":
            back = {"error": "access_denied", "state": asked["state"]}
        self.send_response(302)
        self.send_header("Location", f"{asked['redirect_uri']}?{urlencode(back)}")
        self.end_headers()

    def _say(self, words: dict[str, Any], status: int = 200) -> None:
        said = json.dumps(words).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    @property
    def _address(self) -> str:
        return f"http://127.0.0.1:{cast(HTTPServer, self.server).server_port}"

    def log_message(self, *_args: Any) -> None:
        """Silent."""


def discovery(address: str) -> dict[str, Any]:
    return {
        "issuer": address,
        "authorization_endpoint": f"{address}/authorize",
        "token_endpoint": f"{address}/token",
        "jwks_uri": f"{address}/keys",
        "userinfo_endpoint": f"{address}/userinfo",
    }


def id_token(address: str, nonce: str) -> str:
    cheat, now = told.get("cheat"), int(time.time())
    claims: dict[str, Any] = {"iss": address, "sub": told["sub"], "aud": CLIENT_ID, "nonce": nonce}
    claims |= {"iat": now, "exp": now + 300, **told.get("claims", {})}
    cheats: dict[str, dict[str, Any]] = {
        "nonce": {"nonce": "of-another-day"},
        "audience": {"aud": "another-site"},
        "expired": {"exp": now - 600, "iat": now - 900},
        "issuer": {"iss": "https://elsewhere.example"},
        "azp": {"aud": [CLIENT_ID, "another-site"], "azp": "another-site"},
    }
    claims |= cheats.get(cheat or "", {})
    if cheat == "no_subject":
        del claims["sub"]
    if cheat == "alg_none":
        return jwt.encode(claims, "", algorithm="none", headers={"kid": KID})
    if cheat == "shared_secret":
        return jwt.encode(claims, CLIENT_SECRET * 3, algorithm="HS256", headers={"kid": KID})
    key = OTHER_KEY if cheat == "signature" else KEY
    return jwt.encode(claims, key, algorithm="RS256", headers={"kid": KID})


def _same_browser(asked: dict[str, str], form: dict[str, str]) -> bool:
    """PKCE: the verifier hashes to the challenge; the address is the one asked with."""
    challenge = hashlib.sha256(form["code_verifier"].encode()).digest()
    shown = base64.urlsafe_b64encode(challenge).rstrip(b"=").decode()
    return shown == asked["code_challenge"] and form["redirect_uri"] == asked["redirect_uri"]


def _same_client(form: dict[str, str]) -> bool:
    return (form["client_id"], form["client_secret"]) == (CLIENT_ID, CLIENT_SECRET)


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    sys.stdout.write(f"http://127.0.0.1:{server.server_port}\n")
    sys.stdout.flush()
    server.serve_forever()
