# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""A life in sentences: what each end did when, why, and what became of what it sent."""

from synfin.why.causes import WORDS, told
from synfin.why.names import kind_of, seconds

MOST = 60  # lines, before the ordinary exchange of data is left out
QUIET = ("ACK", "data")


class Moment:
    """What happens at one end at one instant."""

    def __init__(self, at, host):
        self.at = at
        self.host = host
        self.got, self.changes, self.sent = [], [], []

    def is_ordinary(self):
        """@return whether it is but the exchange of data."""
        of_kind = all(kind_of(event.content) in QUIET for event in (*self.got, *self.sent))
        lost = any(event.loss or event.kind != "new" for event in self.sent) or any(event.drop for event in self.got)
        return of_kind and not lost and not self.changes


def moments(life):
    """@return [Moment] in the order of time."""
    found = {}
    for change in life.changes:
        found.setdefault((change.at, change.host), Moment(change.at, change.host)).changes.append(change)
    for event in life.events:
        moment = found.setdefault((event.at, event.host), Moment(event.at, event.host))
        (moment.sent if event.is_sent else moment.got).append(event)
    # What is sent arrives later, or at the same instant behind it.
    order = {key: min([event.place for event in moment.got + moment.sent], default=-1) for key, moment in found.items()}
    return [found[key] for key in sorted(found, key=lambda key: (key[0], order[key]))]


def _sent(event, names):
    text = names.of(event)
    if event.kind == "challenge":
        text = "a challenge ACK"
    elif event.kind == "probe":
        text = f"a probe ({text})"
    if event.loss:
        return f"{text}, {told(event.loss.place, event.loss.reason)}"
    return text if event.arrivals else f"{text}, which had not arrived when the run ended"


def _got(event, names):
    dropped = f" and drops it ({WORDS.get(event.drop.reason, event.drop.reason)})" if event.drop else ""
    copy = " once more, a copy" if event.origin is not None and event.origin.arrival is not event else ""
    return names.of(event) + copy + dropped


def _list(texts):
    return ", ".join(texts[:-1]) + f" and {texts[-1]}" if len(texts) > 1 else texts[0]


def sentence(moment, life, names, wheels):
    """@return what happens at a moment."""
    who, parts = f"the {life.end_of(moment.host)}", []
    again = next((event for event in moment.sent if event.kind == "retransmit" and not moment.got), None)
    if moment.got:
        parts.append(f"{who} gets {_list([_got(event, names) for event in moment.got])}")
    elif again is not None and names.before(again) is not None:
        hz = wheels.get(life.end_of(moment.host))
        wheel = f" (timer wheel, {hz} Hz)" if hz else ""
        before = names.before(again)
        parts.append(f"{who}'s timer{wheel}, {seconds(moment.at - before.at)} after {names.of(before)}")
    else:
        parts.append(who)
    if moment.changes:
        parts.append(_list([f"{change.old} -> {change.new} ({change.cause})" for change in moment.changes]))
    if moment.sent:
        parts.append(f"sends {_list([_sent(event, names) for event in moment.sent])}")
    return parts[0] + (": " + "; ".join(parts[1:]) if len(parts) > 1 else "")


def lines(life, names, wheels):
    """@return a line for each moment, of an exchange that is long without what is ordinary in it."""
    every = moments(life)
    if len(every) > MOST:
        kept = [moment for moment in every if not moment.is_ordinary()]
        left_out = len(every) - len(kept)
    else:
        kept, left_out = every, 0
    for moment in kept:
        yield f"{moment.at / 1e9:16.6f} s  {sentence(moment, life, names, wheels)}"
    if left_out:
        yield f"({left_out} moments of data and ACKs that went as they should are left out)"


def _why_again(fin, names):
    """@return why a FIN was sent again, so far as the segments say."""
    before = names.before(fin)
    if before is None:
        return ""
    if before.loss:
        return f"{names.of(before)} was {told(before.loss.place, before.loss.reason)}"
    answers = [answer for answer in before.answers if answer.at < fin.at]
    lost = next((answer for answer in reversed(answers) if answer.loss), None)
    if lost is not None:
        return f"the {names.of(lost)} of {names.of(before)} was {told(lost.loss.place, lost.loss.reason)}"
    return f"the ACK of {names.of(before)} had not arrived"


def time_waits(life, names, lasts):
    """
    @param lasts {client or server: how long TIME_WAIT lasts there, ns; None: not known}
    @return sentences about TIME_WAIT
    """
    for entered in (change for change in life.changes if change.new == "TIME_WAIT"):
        who = life.end_of(entered.host)
        left = next((change for change in life.changes if change.host == entered.host and change.old == "TIME_WAIT" and change.at >= entered.at), None)
        until = left.at if left else None
        begin = entered.at
        for got in (event for event in life.events if not event.is_sent and event.host == entered.host and kind_of(event.content) == "FIN"):
            again = got.at > entered.at and (until is None or got.at <= until) and got.origin is not None
            length = lasts.get(who)
            if again and (until is None or length is None or until - got.at >= length):
                begin = got.at
                why = _why_again(got.origin, names)
                yield (f"TIME_WAIT of the {who} begins anew at {got.at / 1e9:.6f} s: {names.of(got)} arrives" + (f", since {why}" if why else ""))
        if left is None:
            yield f"TIME_WAIT of the {who} begins at {entered.at / 1e9:.6f} s and goes on when the run ends"
            continue
        anew = f", {seconds(until - begin)} after it began anew" if begin != entered.at else ""
        yield f"TIME_WAIT of the {who} lasts {seconds(until - entered.at)}, from {entered.at / 1e9:.6f} s on ({left.cause}){anew}"


def note_answers(life):
    """Gives each transmission of a FIN the segments that the other end sent as it arrived."""
    for event in life.events:
        event.answers = []
    for event in life.events:
        if event.is_sent or event.origin is None or kind_of(event.content) != "FIN":
            continue
        event.origin.answers += [sent for sent in life.events if sent.is_sent and sent.host == event.host and sent.at == event.at
                                 and sent.place > event.place]
