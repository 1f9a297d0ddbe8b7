"""/metrics: who may ask, what is counted, and what nobody can read off it."""

import json
import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from prometheus_client.parser import text_string_to_metric_families

from tests.support.habits import agreed
from tests.support.jobs import run_errands
from tests.support.people import Someone
from tracker import clock
from tracker.config import ROOT
from tracker.jobs.work import ERRANDS, errand
from tracker.services import errands, transaction
from tracker.services.backups import folder, manifest
from tracker.web import metrics

MakeApp = Callable[..., Flask]
Numbers = dict[str, float]
TOKEN = "a-token-for-whoever-watches"
HERE = {"REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "127.0.0.1:8000"}

pytestmark = pytest.mark.store("sqlite")


def read(app: Flask) -> Numbers:
    """Ask from this machine; return each number by its name and labels, sorted."""
    answer = app.test_client().get("/metrics")
    assert answer.status_code == 200
    assert answer.content_type == "text/plain; version=0.0.4; charset=utf-8"
    return {
        " ".join((one.name, *(f"{name}={one.labels[name]}" for name in sorted(one.labels)))): (
            one.value
        )
        for family in text_string_to_metric_families(answer.text)
        for one in family.samples
    }


def since(app: Flask, before: Numbers) -> Numbers:
    """Return what has grown since then, by how much; buckets and sums left out."""
    return {
        name: value - before.get(name, 0)
        for name, value in read(app).items()
        if name.startswith("woven_")
        and "_pool_" not in name
        and value > before.get(name, 0)
        and not name.partition(" ")[0].endswith(("_bucket", "_sum"))
    }


@pytest.mark.parametrize(
    ("environ", "may"),
    [
        (HERE, True),
        (HERE | {"HTTP_HOST": "localhost:8000"}, True),
        (HERE | {"REMOTE_ADDR": "::1", "HTTP_HOST": "[::1]:8000"}, True),
        (HERE | {"HTTP_HOST": "[::1]"}, True),
        (HERE | {"REMOTE_ADDR": "192.0.2.7"}, False),
        (HERE | {"REMOTE_ADDR": "10.0.0.7"}, False),
        (HERE | {"HTTP_HOST": "woven.example"}, False),
        (HERE | {"HTTP_HOST": "localhost.evil.example:8000"}, False),
        (HERE | {"HTTP_HOST": ""}, False),
        (HERE | {"HTTP_X_FORWARDED_FOR": "127.0.0.1"}, False),
        (HERE | {"HTTP_X_FORWARDED_PROTO": "https"}, False),
        (HERE | {"HTTP_FORWARDED": "for=127.0.0.1"}, False),
        (HERE | {"HTTP_X_REAL_IP": "127.0.0.1"}, False),
        (HERE | {"HTTP_VIA": "1.1 proxy"}, False),
    ],
)
def test_without_a_token_this_machine_asks_for_itself(environ: dict[str, str], may: bool) -> None:
    assert metrics.is_from_here(environ) is may


def test_nobody_else_is_told_that_there_is_something(app: Flask, ana: Someone) -> None:
    elsewhere = {"REMOTE_ADDR": "192.0.2.7"}
    for headers in ({}, {"Authorization": f"Bearer {ana.secret}"}):
        answer = app.test_client().get("/metrics", environ_base=elsewhere, headers=headers)
        nowhere = app.test_client().get("/nowhere", environ_base=elsewhere, headers=headers)
        assert answer.status_code == nowhere.status_code == 404
        assert "woven_" not in answer.text


def test_with_a_token_it_is_asked_for_everywhere(make_app: MakeApp) -> None:
    app = make_app(METRICS_TOKEN=TOKEN)
    ana = Someone(app, "ana")
    for peer in ("127.0.0.1", "192.0.2.7"):

        def ask(said: str | None, peer: str = peer) -> int:
            headers = {} if said is None else {"Authorization": said}
            base = {"REMOTE_ADDR": peer, "HTTP_HOST": "10.0.0.7:8000"}
            return app.test_client().get("/metrics", environ_base=base, headers=headers).status_code

        assert ask(f"Bearer {TOKEN}") == ask(f"bearer {TOKEN}") == 200
        refused = (None, "", f"Bearer {TOKEN}x", "Bearer", f"Basic {TOKEN}", f"Bearer {ana.secret}")
        assert [ask(said) for said in refused] == [401] * len(refused)
    assert ana.get("/api/me", headers={"Authorization": f"Bearer {TOKEN}"}).status_code == 401


def test_ticks_answers_and_what_was_refused_are_counted(
    app: Flask, ana: Someone, couple: str
) -> None:
    today = clock.now().date()
    habit = agreed(ana, couple, today)
    before = read(app)
    path = f"/api/habits/{habit}/ticks"
    assert ana.put(f"{path}/{today}").status_code == 200
    assert ana.delete(f"{path}/{today}").status_code == 200
    assert ana.put(f"{path}/1999-01-01").status_code == 422
    assert app.test_client().get("/nowhere/at-all").status_code == 404
    route = "woven_request_seconds_count route=/api/habits/<string:habit_id>/ticks/<string:day>"
    assert since(app, before) == {
        f"{route} status=2xx": 2,
        f"{route} status=4xx": 1,
        "woven_request_seconds_count route=other page status=4xx": 1,
        "woven_answer_seconds_count surface=api": 3,
        "woven_answer_seconds_count surface=page": 1,
        "woven_ticks_total outcome=applied way=one": 2,
        "woven_ticks_total outcome=rejected way=one": 1,
        "woven_push_seconds_count way=here": 2,
    }


def test_operations_from_phones_are_counted_by_what_became_of_them(
    app: Flask, ana: Someone, couple: str
) -> None:
    now = clock.now()
    habit = agreed(ana, couple, now.date())

    def op(number: int, habit: str = habit) -> dict[str, Any]:
        return {
            "op": f"00000000-0000-4000-8000-00000000000{number}",
            "type": "tick",
            "habit": habit,
            "date": now.date().isoformat(),
            "slot": 0,
            "done": True,
            "at": (now.replace(microsecond=0)).isoformat(),
        }

    before = read(app)
    envelope = {
        "couple": couple,
        "device": op(9)["op"],
        "sent_at": now.isoformat(),
        "after": 0,
        "ops": [op(1), op(1), op(2), op(3, couple)],
    }
    results = ana.post("/api/sync", envelope).get_json()["results"]
    counted = {
        name.removeprefix("woven_ticks_total outcome=").removesuffix(" way=sync"): grown
        for name, grown in since(app, before).items()
        if name.endswith(" way=sync")
    }
    told = [result["status"] for result in results]
    assert counted == {status: told.count(status) for status in set(told)}
    assert counted["duplicate"] == counted["rejected"] == 1


def test_routes_that_tell_something_of_whoever_asks_bear_no_name(
    app: Flask, ana: Someone, couple: str
) -> None:
    before = read(app)
    paths = ("/guidance/help", "/settings/leaving", "/check-in", "/couple", "/confirm/a-secret")
    for path in paths:
        app.test_client().get(path)
    for path in ("/api/check-ins/current", "/api/me/export", "/api/couple/history"):
        ana.get(path)
    routes = {name.split(" route=")[1] for name in since(app, before) if " route=" in name}
    assert {route.rpartition(" status=")[0] for route in routes} == {"other page", "other api"}


def test_there_are_no_ids_no_words_and_no_paths_in_it(
    app: Flask, ana: Someone, ben: Someone, couple: str
) -> None:
    habit = agreed(ana, couple, clock.now().date(), title="Dishes before eight")
    ana.put(f"/api/habits/{habit}/ticks/{clock.now().date()}", {"note": "The big pan"})
    ben.get(f"/api/habits/{habit}?a=query")
    text = app.test_client().get("/metrics").text.lower()
    for one in (ana.id, ben.id, couple, habit, "dishes", "big pan", "query", "ana", "@"):
        assert not re.search(rf"\b{re.escape(one)}\b", text), one


def fails() -> None:
    raise RuntimeError


def test_errands_are_counted_by_kind_alone(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("mail.test", "tell_test"):
        errand(name)(lambda: None)
    errand("push.test")(fails)
    before = read(app)
    try:
        with app.app_context(), transaction.writing() as session:
            for name in ("mail.test", "tell_test", "push.test"):
                errands.ask(session, name)
        assert run_errands(app) == 3
    finally:
        for name in ("mail.test", "tell_test", "push.test"):
            ERRANDS.pop(name)
    assert {name for name in since(app, before) if "job" in name} == {
        "woven_job_seconds_count outcome=done work=mail",
        "woven_job_seconds_count outcome=done work=other",
        "woven_job_seconds_count outcome=failed work=push",
    }


def test_the_store_its_version_and_its_backups_are_told(app: Flask) -> None:
    numbers = read(app)
    found = numbers["woven_schema_version which=found"]
    assert found == numbers["woven_schema_version which=expected"] > 0
    assert numbers["woven_store_up"] == 1
    assert numbers["woven_backups"] == 0
    assert "woven_backup_age_seconds" not in numbers

    now, kept = clock.now(), app.config["WOVEN"].backup_dir
    with folder.locked(kept):
        path = folder.place(kept, "sqlite", now)
        folder.partial(path).write_bytes(b"")
        folder.publish(
            path,
            manifest.Manifest(
                path.name,
                now,
                "asked",
                "sqlite",
                "0005",
                "0",
                0,
                folder.digest(ROOT / "README.md"),
                {},
                "",
            ),
        )
    numbers = read(app)
    assert numbers["woven_backups"] == 1
    assert 0 <= numbers["woven_backup_age_seconds"] < 60


def test_counting_an_answer_costs_less_than_ten_microseconds(app: Flask) -> None:
    def nothing(_environ: Any, start_response: Any) -> list[bytes]:
        start_response("200 OK", [])
        return []

    def cost(ask: Any) -> float:
        began = time.thread_time()
        for _ in range(500):
            ask({"PATH_INFO": "/today"}, lambda *_: None)
        return (time.thread_time() - began) / 500

    counted = metrics.Counted(nothing)
    with app.test_request_context("/today"):
        assert min(cost(counted) for _ in range(20)) - min(cost(nothing) for _ in range(20)) < 10e-6
    assert list(counted.children) == [("/today", "200")]


FILES = ("deploy/grafana/woven.json", "deploy/prometheus/alerts.yml", "docs/operating.md")


@pytest.mark.parametrize("file", FILES)
def test_every_number_that_is_asked_for_is_told(app: Flask, file: str) -> None:
    with app.app_context():
        told = set(re.findall(r"^# TYPE (\w+) ", app.test_client().get("/metrics").text, re.M))
    told |= {f"{name}{end}" for name in told for end in ("_bucket", "_count", "_sum")}
    told |= {f"{name}_total" for name in told} | set(metrics.metrics.GAUGES)
    text = (ROOT / file).read_text(encoding="utf-8")
    if file.endswith(".md"):
        text = text.partition("\n## Metrics\n")[2].partition("\n## ")[0]
    asked = set(re.findall(r"\b(?:woven|process)_\w+", text)) - {"woven_metrics_token"}
    assert asked
    assert asked <= told


def test_the_dashboard_shows_everything_of_ours() -> None:
    dashboard = json.loads((ROOT / FILES[0]).read_text(encoding="utf-8"))
    asked = " ".join(
        target["expr"] for panel in dashboard["panels"] for target in panel.get("targets", ())
    )
    counted = {
        family.name
        for family in metrics.metrics.REGISTRY.collect()
        if family.name.startswith("woven_")
    }
    for name in counted | set(metrics.metrics.GAUGES):
        assert re.search(rf"\b{name}", asked), name
    numbers = [panel["id"] for panel in dashboard["panels"]]
    assert len(numbers) == len(set(numbers))
