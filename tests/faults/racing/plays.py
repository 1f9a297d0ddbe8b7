"""The races of F7: one round each, which returns what was wrong with it."""

from functools import partial

from tests.faults.racing.ground import CROWD, Ground, counted
from tests.races.conftest import together


def invite(ground: Ground, number: int) -> list[str]:
    """Let a crowd accept one invitation, by its link or its code."""
    host = ground.host
    offer = host.post("/api/invites").get_json()
    secret = offer["code"] if number % 2 else offer["url"].partition("#")[2]
    before = ground.heads()
    path = f"/api/invites/{secret}/accept"
    answers = together([partial(guest.post, path) for guest in ground.crowd])
    wrong = []
    if counted(answers) != {(200, ""): 1, (404, "not_found"): CROWD - 1}:
        wrong.append(f"accepted: {counted(answers)}")
    winners = {
        guest.id.replace("-", "")
        for guest, answer in zip(ground.crowd, answers, strict=True)
        if answer.status_code == 200
    }
    expected = winners | {host.id.replace("-", "")}
    after = ground.heads()
    moved = {person for person in after if after[person] != before[person]}
    if moved != expected or any(after[person] != before[person] + 1 for person in moved):
        wrong.append(f"{len(moved)} streams moved for {len(winners)} who were let in")
    host.post("/api/couple/unlink")
    return wrong


def double_tick(ground: Ground, number: int) -> list[str]:
    """Tick one cell twice at once: it is told once."""
    path, before = ground.path(number), ground.head(ground.ben)
    fresh = ground.cell(number) != (True,)
    answers = together([partial(ground.ana.put, path)] * 2)
    wrong = [] if counted(answers) == {(200, ""): 2} else [f"ticked: {counted(answers)}"]
    if ground.cell(number) != (True,):
        wrong.append(f"the cell holds {ground.cell(number)}")
    if ground.head(ground.ben) - before != fresh:
        wrong.append(f"told {ground.head(ground.ben) - before} times")
    if number % 3:
        ground.ana.delete(path)
    return wrong


def tick_and_untick(ground: Ground, number: int) -> list[str]:
    """Tick a cell and take it back at once: it ends as the last that was told of it."""
    path, before = ground.path(number), ground.head(ground.ben)
    answers = together([partial(ground.ana.put, path), partial(ground.ana.delete, path)])
    wrong = [] if counted(answers) == {(200, ""): 2} else [f"ticked: {counted(answers)}"]
    items = ground.ben.get(f"/api/changes?after={before}").get_json()["items"]
    told = [item["data"]["done"] for item in items]
    if len(told) > 2 or (len(told) == 2 and told[0] == told[1]):
        wrong.append(f"told {told}")
    if told and ground.cell(number) != (told[-1],):
        wrong.append(f"told {told}, and the cell holds {ground.cell(number)}")
    return wrong


def accept_and_counter(ground: Ground, _number: int) -> list[str]:
    """Say yes to a proposal and propose something else at once: one of them counts."""
    body = {"title": "Walk", "cadence": {"unit": "day"}, "mode": "each"}
    habit = ground.ana.post("/api/habits", body).get_json()["id"]
    path = f"/api/habits/{habit}"
    answers = together(
        [
            partial(ground.ben.post, f"{path}/accept", {"version": 1}),
            partial(ground.ben.post, f"{path}/counter", {"version": 1, "title": "Stroll"}),
        ]
    )
    wrong = []
    came = [answer.status_code for answer in answers]
    if sorted(came) != [200, 409]:
        wrong.append(f"answered {counted(answers)}")
    shown = ground.ana.get(path).get_json()
    state = "active" if came[0] == 200 else "proposed"
    if shown["state"] != state:
        wrong.append(f"{shown['state']} after {came}")
    if state == "active":
        ground.ana.post(f"{path}/retire")
    else:
        ground.ana.post(f"{path}/decline", {"version": 2})
    return wrong


PLAYS = {
    "one invitation": (invite, 500),
    "a tick twice": (double_tick, 1000),
    "a tick and its taking back": (tick_and_untick, 1000),
    "a yes and a counter": (accept_and_counter, 1000),
}
"""By what is raced for; with how many rounds."""
