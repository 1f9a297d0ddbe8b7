import pytest

from tracker.services import encryption

SECRET = b"a secret of the server's own, long enough"


def sealed(text: str = "Ana likes walking.") -> str:
    return encryption.encrypt(text, secret=SECRET, purpose="notes", place="row 1")


def test_what_was_encrypted_comes_back_and_cannot_be_read_without():
    kept = sealed()
    assert "Ana" not in kept
    assert encryption.decrypt(kept, secret=SECRET, purpose="notes", place="row 1") == (
        "Ana likes walking."
    )


def test_the_same_text_is_never_kept_the_same_way():
    assert sealed() != sealed()


@pytest.mark.parametrize(
    "wrong",
    [{"secret": SECRET + b"!"}, {"purpose": "second factor"}, {"place": "row 2"}],
    ids=["secret", "purpose", "place"],
)
def test_it_is_read_with_its_own_secret_purpose_and_place_alone(wrong):
    with pytest.raises(encryption.Unreadable):
        encryption.decrypt(
            sealed(), **{"secret": SECRET, "purpose": "notes", "place": "row 1", **wrong}
        )
