"""Every stable code of a refusal, and what it means: the documentation page lists them."""

CODES: dict[str, str] = {
    # The request itself
    "bad_request": "The body is not JSON that can be read, or is nested too deeply.",
    "not_json": "The body is not declared as `application/json`.",
    "too_large": (
        "The body is larger than 64 KiB (`/api/sync` and `/api/imports`: 512 KiB). "
        "Send less at once."
    ),
    "method_not_allowed": "This address does not take that method.",
    "timeout": "The request did not arrive in time.",
    "invalid": "Fields are missing, unknown or of a wrong shape: `errors` names them.",
    "internal": "Something went wrong on our side.",
    "refused": "Refused for a reason that has no code of its own: the status tells.",
    "busy": "The store is busy or full. Try again after `Retry-After` seconds.",
    # Who is asking
    "not_signed_in": "No session or token came with the request, or it has ended.",
    "wrong_credentials": "This address and password do not belong together.",
    "wrong_password": "The password given as proof is not the right one.",
    "weak_password": "The password is among those that are guessed first.",
    "not_confirmed": "Nobody has opened the link mailed to this address yet.",
    "address_in_use": "There is an account with this address.",
    "same_address": "This is the address of the account already.",
    "csrf_failed": (
        "A write with the session cookie came without its `X-CSRF-Token`, "
        "or from a page that is not ours."
    ),
    "foreign_host": "The Host header names another server than this one.",
    "foreign_origin": "The socket was opened by a page that is not ours.",
    "websocket_only": "The socket takes the websocket transport alone.",
    "too_many_sockets": "A person has at most 8 open sockets.",
    "too_many_tries": "Tried too often. Wait `Retry-After` seconds.",
    "too_many": "The upper bound of such things is reached: let one go first.",
    # Reminders by push
    "session_only": "Only a browser takes pushes, not a program with a token.",
    "shared_device": "This browser is signed in as a shared device: nothing is pushed to it, and "
    "no calendar address is made there.",
    "bad_endpoint": "The endpoint is no address of a push service that this server sends to.",
    # The couple
    "not_found": "It is not there, or not yours: the two are not told apart.",
    "unlinked": "It belonged to a couple that has ended.",
    "already_linked": "One of the two is linked with somebody already.",
    "own_invite": "This invitation is your own.",
    "week_is_fixed": "The first weekday stays as it is once a habit was active.",
    # Agreeing on habits
    "own_proposal": "You made this version: your partner answers it.",
    "not_your_proposal": "Somebody else made this version: only they can withdraw it.",
    "no_proposal": "Nothing is being asked here.",
    "stale_proposal": "Another version is being asked by now.",
    "proposal_open": "Something is being asked already: answer that first.",
    "not_active": "The habit is not in force.",
    "bad_first_turn": "`first_turn` names one of the two, where they take turns alone.",
    "bad_start": "`starts_on` is too long ago, too far ahead, or not for a change of terms.",
    "bad_begins": "`begins` is for a change of terms in force.",
    "bad_day": "The day lies far from its period.",
    "too_far": "The first day lies more than a year ahead.",
    # Bringing days of before
    "unreadable": "The file is none that is known, or is too much at once.",
    "no_days": "None of the days can be brought: they are not over yet, or too long ago.",
    # Check-ins
    "not_agreed": "The two have not agreed on a check-in.",
    "same_rhythm": "This is how often the two check in already.",
    "over": "The round is over: what was not opened is put away.",
    "answered_meanwhile": "Another tab kept an answer since the form was shown.",
    "sealed": "One's answers are sealed: take them back to change them.",
    "opened": "The round is open: both have read it.",
    "bad_round": "No round that runs begins on this day.",
    "incomplete": "To be sealed, each of the four questions takes a number.",
    # Talks
    "talk_open": "The two are talking already: one talk at a time.",
    "talk_over": "The talk's time is up, or it has ended.",
    "stale_talk": "The talk has changed since this version.",
    # Cards
    "all_drawn": "All cards of the selection were drawn: begin again, or select others.",
    "gentle_only": "Who wishes for gentle cards draws no deep ones.",
    # Coaching
    "own_couple": "Nobody coaches the couple they are one of.",
    "own_request": "You asked for this: your partner answers it.",
    "coach_open": "There is a coach, or one is asked, already: end that first.",
    "not_asked": "Nothing waits for this answer.",
    "stale_notes": "The notes were written anew since the version that was read.",
    "otp_required": "The second factor is on: send a code of the authenticator as `otp` too.",
    "wrong_otp": "The code is not right, was used before, or is a recovery code that was used.",
    "second_factor_on": "The second factor is on already: turn it off to set it up anew.",
    "second_factor_off": "The second factor is not on.",
    "not_begun": "No second factor is being set up, or it was begun more than an hour ago.",
    "no_passkeys": "The server goes by an IP address or without https: browsers make no passkeys.",
    "challenge_over": "What the passkey was to sign is over, was used, or was meant for something "
    "else: ask anew.",
    "bad_passkey": "What the device made is not what was asked for: `options` say what is.",
    "passkey_known": "This passkey opens an account already.",
    "wrong_passkey": "The passkey opens no account here, or what it signed does not hold.",
    "not_owner": "This is for who owns the practice.",
    "own_practice": "It is one's own already: hand it on before one leaves.",
    "in_practice": "One works with others already: leave that practice, or hand it on.",
    "handover_open": "The couple is being handed over already.",
    "second_factor_required": "Who coaches on a public server signs in with a second factor.",
    # Ticks
    "future_date": "It was not that date yet for the person who ticks.",
    "too_old": "The date lies too long ago to be written down, or to be changed.",
    "not_started": "The habit starts later than that date.",
    "bad_slot": "The cadence does not have that slot.",
    "retired": "The habit had ended by that date.",
    "bad_range": "The range ends before it begins, is longer than 400 days, or for a packet has "
    "under 7 days that are over and settled.",
    "op_reused": "An operation of this id was sent before, with another body.",
    "own_words": "One's own words are answered by the partner alone.",
}
"""Meanings are one line; what stands in backquotes is set as code."""
