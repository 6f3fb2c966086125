"""A program that asks the API, as tests write it."""

import json
from typing import Any

from django.http import HttpResponse
from django.test import Client

from jiamenkou.people.models import User
from tests import make

CENTRE: dict[str, Any] = {
    "name": "南门社区中心",
    "level": "community",
    "area": make.COMMUNITY,
    "point": {"lon": 118.0, "lat": 28.4, "crs": "wgs84"},
}


class Program:
    """Asks with a token; every request is a new one, with nothing kept but the token."""

    def __init__(self, secret: str, *, language: str = "en") -> None:
        self.headers = {"Accept-Language": language}
        if secret:
            self.headers["Authorization"] = f"Bearer {secret}"

    @classmethod
    def of(cls, holder: User, **facts: Any) -> "Program":
        return cls(make.token(holder=holder, **facts)[1])

    def get(self, address: str, **headers: str) -> Any:
        return Client().get(self._at(address), headers={**self.headers, **_named(headers)})

    def post(self, address: str, said: object, **headers: str) -> Any:
        return self.send("POST", address, said, **headers)

    def send(self, method: str, address: str, said: object, **headers: str) -> Any:
        return Client().generic(
            method,
            self._at(address),
            said if isinstance(said, bytes) else _json(said),
            content_type="application/json",
            headers={**self.headers, **_named(headers)},
        )

    def _at(self, address: str) -> str:
        return address if address.startswith("/") else f"/api/v1/{address}"


def faults(answer: HttpResponse) -> dict[str, str]:
    """The fields an answer names, each with its words."""
    problem = answer.json()  # type: ignore[attr-defined]
    return {error["field"]: error["words"] for error in problem["errors"]}


def _named(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


def _json(said: object) -> bytes:
    return json.dumps(said, ensure_ascii=False).encode()
