"""Who may do what, and what anybody may send."""

import pytest

pytest.register_assert_rewrite(f"{__name__}.judging")
