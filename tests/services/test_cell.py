"""A cell holds the greatest (eff, op) said of it, however it arrives."""

import random

from hypothesis import given
from hypothesis import strategies as st

from tracker.services.cell import Cell, Op

IDS = [f"{number:08x}-0000-4000-8000-000000000000" for number in range(6)]


@st.composite
def logs(draw: st.DrawFn) -> list[Op]:
    """Operations with few instants, so that many of them tie; an id is one operation's."""
    ids = draw(st.lists(st.sampled_from(IDS), unique=True, max_size=6))
    return [
        Op(
            done=draw(st.booleans()),
            eff=draw(st.integers(1, 3)),
            id=op_id,
            note=draw(st.none() | st.sampled_from(["by the river", "late", "in the rain"])),
            carries_note=draw(st.booleans()),
        )
        for op_id in ids
    ]


def fold(ops: list[Op]) -> Cell:
    cell = Cell()
    for op in ops:
        cell = cell.after(op)
    return cell


def plain(ops: list[Op]) -> tuple[bool, str | None]:
    """Return done and note by the words of the contract alone, from the sorted log."""
    ordered = sorted(ops, key=lambda op: (op.eff, op.id))
    speaking = [op for op in ordered if op.carries_note or not op.done]
    done = ordered[-1].done if ordered else False
    note = speaking[-1].note if speaking and speaking[-1].done else None
    return done, note if done else None


@given(logs(), st.randoms(use_true_random=False))
def test_order_and_repetition_do_not_matter(ops: list[Op], chance: random.Random) -> None:
    arrived = ops + [op for op in ops if chance.random() < 0.5]
    chance.shuffle(arrived)
    assert fold(arrived) == fold(sorted(ops, key=lambda op: (op.eff, op.id)))
    assert fold(arrived).shown == plain(ops)


@given(logs())
def test_the_holder_is_the_greatest(ops: list[Op]) -> None:
    cell = fold(ops)
    holders = [op for op in ops if cell.is_held_by(op)]
    assert holders == ([max(ops, key=lambda op: (op.eff, op.id))] if ops else [])


@given(logs())
def test_the_note_is_never_newer_than_the_cell(ops: list[Op]) -> None:
    cell = fold(ops)
    assert (cell.note_eff, cell.note_op) <= (cell.eff, cell.op)


def test_what_comes_too_late_leaves_the_very_same_cell() -> None:
    cell = fold([Op(True, 2, IDS[0], "kept", carries_note=True)])
    assert cell.after(Op(False, 1, IDS[5])) is cell
    assert cell.after(Op(True, 2, IDS[0], "kept", carries_note=True)) is cell


def test_at_the_same_instant_the_greater_id_wins() -> None:
    low, high = Op(True, 1, IDS[0]), Op(False, 1, IDS[1])
    assert fold([low, high]).done is fold([high, low]).done is False


def test_saying_it_again_keeps_the_note_and_counts_as_newer() -> None:
    cell = fold([Op(True, 1, IDS[0], "by the river", carries_note=True), Op(True, 3, IDS[1])])
    assert cell.shown == (True, "by the river")
    assert cell.after(Op(False, 2, IDS[2])).done is True


def test_a_late_note_is_kept_by_a_cell_it_does_not_win() -> None:
    cell = fold([Op(True, 3, IDS[1]), Op(True, 2, IDS[0], "by the river", carries_note=True)])
    assert cell.shown == (True, "by the river")
    assert cell.eff == 3


def test_null_clears_the_note() -> None:
    noted = Op(True, 1, IDS[0], "by the river", carries_note=True)
    assert fold([noted, Op(True, 2, IDS[1], None, carries_note=True)]).shown == (True, None)


def test_clearing_clears_the_note_for_good() -> None:
    noted = Op(True, 1, IDS[0], "by the river", carries_note=True)
    cleared = [noted, Op(False, 2, IDS[1], "not this", carries_note=True)]
    assert fold(cleared).shown == (False, None)
    assert fold([*cleared, Op(True, 3, IDS[2])]).shown == (True, None)
    # An older clearing does not take a newer note, nor a newer one an older tick's.
    assert fold([Op(False, 1, IDS[1]), noted]).note is None
    late = Op(True, 2, IDS[0], "by the river", carries_note=True)
    assert fold([late, Op(False, 1, IDS[1])]).shown == (True, "by the river")


@given(logs(), st.integers(0, 6))
def test_two_cells_become_the_one_that_all_was_said_to(ops: list[Op], cut: int) -> None:
    assert fold(ops[:cut]).merged(fold(ops[cut:])) == fold(ops)
