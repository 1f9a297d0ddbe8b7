"""Woven: shared habits for two."""

from collections.abc import Callable
from typing import Any

from flask import Flask, Request
from werkzeug.routing import MapAdapter

import tracker.models  # noqa: F401  mapped before anything is asked of them
from tracker import cli, config, guard, jobs, live, logs, store, web
from tracker.extensions import db, migrate, socketio


class Woven(Flask):
    """Flask, spared what it would ask anew at each request."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Return the function: none is a coroutine."""
        return func

    def create_url_adapter(self, request: Request | None) -> MapAdapter | None:
        """Return what finds a request's route: by its path alone.

        Its host is judged by the guard, and no route hangs on it.
        """
        if request is None:
            return super().create_url_adapter(None)
        return MapAdapter(
            self.url_map,
            server_name=request.environ.get("HTTP_HOST", ""),
            script_name=request.root_path,
            subdomain="",
            url_scheme=request.scheme,
            path_info=request.path,
            default_method=request.method,
            query_args=request.query_string.decode("latin-1"),
        )


def create_app(settings: config.Settings | None = None) -> Flask:
    """Put the application together; it knows everybody and is known by nobody.

    Without `settings` they are read from the environment (config.SettingError if they cannot be).
    """
    settings = settings or config.from_environ()
    app = Woven(
        __name__,
        instance_path=str(settings.instance_dir),
        static_folder=None,  # served by web.statics
        template_folder=str(config.ROOT / "templates"),
    )
    app.config.update(
        WOVEN=settings,
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=store.engine_options(settings.database_url),
    )
    logs.configure(settings.log_level)
    settings.instance_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    db.init_app(app)
    with app.app_context():
        store.prepare(db.engine)
        engine = db.engine
    migrate.init_app(app, db, directory=str(config.ROOT / "migrations"), render_as_batch=True)
    app.session_interface = web.NoSession()
    web.register(app)
    live.register(app, socketio, settings)
    jobs.register(app, socketio, settings)
    cli.register(app)

    guarded = guard.Guard(app, app.wsgi_app, settings, engine)
    app.wsgi_app = web.counted(guarded)  # type: ignore[method-assign,assignment]
    return app
