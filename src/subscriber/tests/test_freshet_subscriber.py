"""The same slate as the tests of the Java reader, and the same rule."""

import json
from pathlib import Path

import pytest

from freshet_subscriber import NotASlateError, Revisions, Slate, read_slate

RESOURCES = Path(__file__).resolve().parents[2] / "core/src/test/resources/io/freshet/core"
VALUE = (RESOURCES / "subscription/slate.json").read_bytes()


def test_reads_a_slate_and_keeps_what_it_does_not_know() -> None:
    slate = read_slate(b"home|u-1842", VALUE)

    assert (slate.key, slate.revision) == ("home|u-1842", 7)
    assert [item.item_id for item in slate.items] == ["sku-70255", "sku-90001"]
    assert slate.items[0].reasons == (("sku-70113", 0.62),)
    assert slate.items[1].reasons == ()
    assert slate.fields["model"]["name"] == "example"


def test_says_which_key_it_expected() -> None:
    with pytest.raises(NotASlateError, match=r"the key is 'mail\|u-1842', expected 'home\|u-1842'"):
        read_slate("mail|u-1842", VALUE)
    with pytest.raises(NotASlateError, match="the key is None"):
        read_slate(None, VALUE)


@pytest.mark.parametrize(
    "value", [b"", b"null", b"[]", b"{}", b"not JSON", b"\xff\xfe", b'{"userId": 7}']
)
def test_refuses_what_is_no_slate(value: bytes) -> None:
    with pytest.raises(NotASlateError, match="not a slate: "):
        read_slate("home|u-1842", value)


@pytest.mark.parametrize(
    "value",
    [
        b"[" * 5_000,
        b'{"userId":' * 100_000,
        VALUE.replace(b"0.62", b"1" + b"0" * 400),
        VALUE.replace(b"0.62", b"9" * 5_000),
    ],
    ids=["brackets", "objects", "no-float", "long-number"],
)
def test_refuses_what_readers_give_up_on(value: bytes) -> None:
    assert value != VALUE
    with pytest.raises(NotASlateError, match="not a slate: "):
        read_slate("home|u-1842", value)


def test_refuses_a_key_that_is_no_text() -> None:
    with pytest.raises(NotASlateError, match="the key is "):
        read_slate(b"home|\xff", VALUE)


@pytest.mark.parametrize("field", ["userId", "surface", "revision", "items"])
def test_names_the_field_that_is_missing(field: str) -> None:
    fields = json.loads(VALUE)
    del fields[field]
    with pytest.raises(NotASlateError, match=field):
        read_slate("home|u-1842", json.dumps(fields))


def test_a_higher_revision_is_news_and_some_may_be_missing() -> None:
    revisions = Revisions()

    assert revisions.is_news(slate("home", "u", 1))
    assert revisions.is_news(slate("home", "u", 5))
    assert not revisions.is_news(slate("home", "u", 5))
    assert not revisions.is_news(slate("home", "u", 2))


def test_keeps_users_and_surfaces_apart() -> None:
    revisions = Revisions()

    assert revisions.is_news(slate("home", "u", 2))
    assert revisions.is_news(slate("home", "v", 1))
    assert revisions.is_news(slate("mail", "u", 1))
    assert len(revisions) == 3


def slate(surface: str, user: str, revision: int) -> Slate:
    return Slate(user, surface, revision, (), {})
