from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from ninja.operation import Operation

from jiamenkou.api import api
from jiamenkou.people.policy import POLICY


def pages(resolver: URLResolver) -> Iterator[URLPattern]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from pages(entry)
        else:
            yield entry


@pytest.mark.parametrize("page", list(pages(get_resolver())), ids=lambda page: page.lookup_str)
def test_page_declares_its_access(page: URLPattern) -> None:
    decided = {"anyone", "signed in", "machine", "each operation's own", *POLICY}
    assert getattr(page.callback, "access", None) in decided


@pytest.mark.parametrize("operation", list(api.operations()), ids=lambda one: one.summary)
def test_operation_of_the_api_declares_its_access(operation: Operation) -> None:
    assert getattr(operation.view_func, "access", None) in {"anyone", "signed in", *POLICY}


def test_only_paths_of_the_api_leave_access_to_their_operations() -> None:
    left = [
        page
        for page in pages(get_resolver())
        if getattr(page.callback, "access", None) == "each operation's own"
    ]
    assert len(left) == len({operation.path for operation in api.operations()})
