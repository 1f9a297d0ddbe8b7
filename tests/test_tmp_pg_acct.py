import pytest
from flask_migrate import upgrade
from tests.conftest import build
from tests.support.fixtures import postgres_url, session_postgres
from tests.services import test_personal_data as pd, test_throttle as th
from tests.web.api import test_accounts as ta, test_tokens as tt, test_me as tm
from tests.services.test_personal_data import *
from tests.services.test_throttle import *
from tests.web.api.test_accounts import *
from tests.web.api.test_tokens import *
from tests.web.api.test_me import *
from tests.conftest import *
from tracker.extensions import db as _db
from tracker.services import transaction

@pytest.fixture
def make_app(postgres_url, tmp_path, session_postgres):
    apps=[]
    before = list(transaction.listeners)
    def make(**env):
        a = build(session_postgres.new_database(), tmp_path, **env)
        with a.app_context():
            upgrade(); _db.session.remove()
        apps.append(a)
        return a
    yield make
    transaction.listeners[:] = before
    for a in apps:
        with a.app_context():
            _db.session.remove(); _db.engine.dispose()
