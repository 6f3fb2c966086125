from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from jiamenkou.people.policy import POLICY


def pages(resolver: URLResolver) -> Iterator[URLPattern]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from pages(entry)
        else:
            yield entry


@pytest.mark.parametrize("page", list(pages(get_resolver())), ids=lambda page: page.lookup_str)
def test_page_declares_its_access(page: URLPattern) -> None:
    assert getattr(page.callback, "access", None) in {"anyone", "signed in", "machine", *POLICY}
