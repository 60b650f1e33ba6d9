"""How often somebody may do something: exact over processes, fair behind one address, alive without Redis."""

from __future__ import annotations

import contextvars
import random
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from app.core import ratelimit
from app.core.db import fast
from app.core.errors import TooMany
from app.core.ids import new_id
from app.core.ratelimit import LoginPaused, NewDevicePaused, classes, counters, logins
from app.core.ratelimit.counters import Window, network_of
from app.core.settings import get_settings

IP, ELSEWHERE = "203.0.113.7", "198.51.100.9"
START = datetime(2026, 11, 22, 8, 0, 10, tzinfo=UTC)


@pytest.fixture(autouse=True)
def real_limits(settings, monkeypatch):
    """Limits as in production; the rest of the tests run with them raised."""
    real = settings.model_copy(update={"rate_scale": 1.0})
    for module in (classes, counters, logins):
        monkeypatch.setattr(module, "get_settings", lambda: real)
    ratelimit.forget_here()
    yield
    ratelimit.forget_here()


def allowed(attempts: int, act) -> int:
    """Return how many of ``attempts`` were let through."""
    passed = 0
    for _ in range(attempts):
        try:
            act()
            passed += 1
        except TooMany:
            pass
    return passed


# --- the arithmetic ---


@given(
    limit=st.integers(1, 60),
    ages=st.lists(st.floats(0, 65, exclude_max=True), max_size=80),
    moment=st.floats(10_000, 10_060),
)
def test_who_waits_as_told_is_let_in_and_not_much_sooner(limit, ages, moment):
    window = Window(moment, 60)
    starts = sorted(Window(moment - age, 60).start for age in ages)
    counts = [(start, starts.count(start)) for start in sorted(set(starts)) if start >= window.since]

    wait = window.wait(limit, counts)

    def still_waits(seconds: float) -> bool:
        later = Window(moment + seconds, 60)
        return later.wait(limit, [bucket for bucket in counts if bucket[0] >= later.since]) > 0

    assert 0 <= wait <= 66
    assert (wait == 0) == (sum(count for _, count in counts) < limit)
    assert not still_waits(wait)
    assert wait <= 1 or still_waits(wait - 1.001)


@pytest.mark.parametrize("exact", [True, False])
def test_no_window_holds_more_than_the_limit_however_bursts_fall(ctx, exact):
    take = counters.take_exact if exact else counters.take_here
    limit, seconds, dice = (30, 60, random.Random(7))
    let_in: list[float] = []

    with time_machine.travel(START, tick=False) as clock:
        for _ in range(600):
            moment = datetime.now(UTC)
            scale = 1 if exact else get_settings().web_processes
            if take("edge", limit * scale, seconds) == 0:
                let_in.append(moment.timestamp())
            clock.shift(dice.choice([0.0, 0.0, 0.1, 0.9, 1.5, 11.0]))

    busiest = max(sum(start <= other < start + seconds for other in let_in) for start in let_in)
    assert busiest == limit
    rate = len(let_in) / (let_in[-1] - let_in[0]) * seconds
    assert rate > limit * 0.7  # nearly all of what was asked for, and that was little more than the limit


# --- who counts as one ---


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("203.0.113.7", "203.0.113.250", True),
        ("203.0.113.7", "203.0.114.7", False),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:203.0.113.7", "203.0.113.9", True),
        ("fe80::1%eth0", "fe80::2", True),
        ("rubbish", "", True),
    ],
)
def test_a_network_is_one_client(one, other, same):
    assert (network_of(one) == network_of(other)) is same


def test_a_person_is_limited_and_the_neighbour_is_not(ctx):
    limit = classes.RATE_CLASSES["bind"].limit

    assert allowed(limit + 10, lambda: ratelimit.check("bind", person="anna", ip=IP)) == limit
    ratelimit.check("bind", person="berta", ip=IP)


def test_another_way_of_writing_a_name_is_the_same_person(ctx):
    limit = classes.RATE_CLASSES["auth"].limit
    ways = ["anna", "ANNA", " anna ", "ａｎｎａ"]
    turns = iter(ways * limit)

    assert allowed(limit * 2, lambda: ratelimit.check("auth", person=next(turns), ip=IP)) == limit


def test_three_hundred_neighbours_behind_one_address_are_not_held_up(ctx):
    with time_machine.travel(START, tick=False) as clock:
        for _ in range(3):
            for number in range(300):
                ratelimit.check("auth", person=None, ip=IP)
                ratelimit.check("upload", person=f"resident-{number}", ip=IP)
                for _ in range(4):
                    ratelimit.check("read", person=f"resident-{number}", ip=IP)
                clock.shift(0.2)


def test_a_network_has_twenty_times_the_limit_of_a_person(ctx):
    limit = classes.RATE_CLASSES["export"].limit * ratelimit.NETWORK_FACTOR

    with time_machine.travel(START, tick=False):
        passed = allowed(limit + 5, lambda: ratelimit.check("export", person=None, ip=IP))

    assert passed == limit
    ratelimit.check("export", person=None, ip=ELSEWHERE)


# --- over threads and processes ---


def at_once(app, attempts: int, act) -> int:
    """Let four people try ``attempts`` times each at the same time; return how many passed."""
    barrier = threading.Barrier(4)

    def worker(_) -> int:
        def run() -> int:
            with app.app_context():
                barrier.wait(10)
                return allowed(attempts, act)

        return contextvars.Context().run(run)

    with ThreadPoolExecutor(4) as pool:
        return sum(pool.map(worker, range(4)))


def look_then_count(key: str, limit: float, seconds: int) -> int:
    """The broken variant: reads, decides, then counts."""
    wait = counters.look_exact(key, limit, seconds)
    if wait == 0:
        with suppress(threading.BrokenBarrierError):
            ALL_HAVE_LOOKED.wait(2)
        TAKE_EXACT(key, 10**6, seconds)
    return wait


ALL_HAVE_LOOKED = threading.Barrier(4)
TAKE_EXACT = counters.take_exact


@pytest.mark.parametrize(("take", "holds"), [(TAKE_EXACT, True), (look_then_count, False)])
def test_exact_limits_hold_for_everybody_at_once(app, monkeypatch, take, holds):
    monkeypatch.setattr(counters, "take_exact", take)
    limit = classes.RATE_CLASSES["bind"].limit

    passed = at_once(app, limit, lambda: ratelimit.check("bind", person="anna", ip=IP))

    assert (passed == limit) is holds


def test_plain_limits_are_divided_among_the_processes(ctx):
    limit = classes.RATE_CLASSES["write"].limit

    passed = allowed(limit * 2, lambda: ratelimit.check("write", person="anna", ip=IP))

    assert passed == limit // get_settings().web_processes


def test_nothing_of_it_asks_redis(ctx, monkeypatch):
    from app.core import doorbell

    monkeypatch.setattr(doorbell, "redis_client", lambda: pytest.fail("asked Redis"))
    monkeypatch.setattr("redis.Redis.execute_command", lambda *_, **__: pytest.fail("asked Redis"))

    for name in classes.RATE_CLASSES:
        ratelimit.check(name, person="anna", ip=IP)
    ratelimit.check_login("anna", IP)
    ratelimit.login_succeeded("anna", IP)


# --- waiting ---


@pytest.mark.parametrize("name", ["bind", "write"])
def test_who_keeps_pressing_is_let_in_as_soon_as_who_waits(ctx, name):
    with time_machine.travel(START, tick=False) as clock:
        allowed(100, lambda: ratelimit.check(name, person="anna", ip=IP))
        with pytest.raises(TooMany) as refused:
            ratelimit.check(name, person="anna", ip=IP)
        wait = refused.value.retry_after
        clock.shift(wait - 1)
        allowed(500, lambda: ratelimit.check(name, person="anna", ip=IP))
        clock.shift(1.01)

        ratelimit.check(name, person="anna", ip=IP)


def test_invented_codes_are_stopped_for_the_network_and_honest_ones_elsewhere_go_on(ctx):
    with time_machine.travel(START, tick=False):

        def guess():
            ratelimit.check_guessing(IP)
            ratelimit.note_guess(IP)

        assert allowed(200, guess) == classes.RATE_CLASSES["auth_failed"].limit * ratelimit.NETWORK_FACTOR == 100
        ratelimit.check_guessing(ELSEWHERE)


def test_looking_at_guesses_counts_nothing(ctx):
    for _ in range(300):
        ratelimit.check_guessing(IP)


# --- wrong passwords ---


def test_five_failures_are_free_then_the_pauses_double_up_to_a_quarter_of_an_hour(ctx):
    pauses = []
    with time_machine.travel(START, tick=False) as clock:
        assert allowed(6, lambda: ratelimit.check_login("anna", IP, known_device=True)) == 5
        for _ in range(7):
            with pytest.raises(LoginPaused) as paused:
                ratelimit.check_login("anna", IP, known_device=True)
            pauses.append(paused.value.retry_after)
            clock.shift(paused.value.retry_after - 1)
            with pytest.raises(LoginPaused):
                ratelimit.check_login("anna", IP, known_device=True)
            clock.shift(1)
            ratelimit.check_login("anna", IP, known_device=True)

    assert [seconds / 60 for seconds in pauses] == [1, 2, 4, 8, 15, 15, 15]
    assert "15 分钟" in str(LoginPaused("登录失败次数过多，请 15 分钟后再试"))


@pytest.mark.parametrize(("failures", "minutes"), [(0, 0), (4, 0), (5, 1), (6, 2), (8, 8), (9, 15), (5000, 15)])
def test_the_table_of_pauses(failures, minutes):
    assert logins.pause_minutes(failures) == minutes


def test_many_attempts_at_once_cannot_slip_through(app):
    assert at_once(app, 5, lambda: ratelimit.check_login("anna", IP)) == logins.FREE_FAILURES


def test_a_success_forgives_everything_it_counted(ctx):
    for _ in range(60):
        for _ in range(4):
            ratelimit.check_login("anna", IP)
        ratelimit.login_succeeded("anna", IP)
        with fast() as connection:
            connection.execute(text("DELETE FROM core_rate_counter WHERE key LIKE 'login:%'"))

    for _ in range(300):  # honest sign-ins of a whole office never add up
        ratelimit.check_login("berta", IP)
        ratelimit.login_succeeded("berta", IP)


def test_an_attacker_elsewhere_pauses_himself_and_not_the_owner(ctx):
    with time_machine.travel(START, tick=False):
        allowed(10, lambda: ratelimit.check_login("anna", ELSEWHERE))

        ratelimit.check_login("anna", IP)


def test_attackers_from_everywhere_leave_the_door_open_for_known_devices(ctx):
    with time_machine.travel(START, tick=False):
        addresses = iter(f"10.{n}.0.1" for n in range(100))
        assert allowed(60, lambda: ratelimit.check_login("anna", next(addresses))) == 20

        with pytest.raises(NewDevicePaused) as paused:
            ratelimit.check_login("anna", IP)
        assert paused.value.retry_after
        ratelimit.check_login("anna", "192.0.2.1", known_device=True)


def test_one_network_cannot_try_all_accounts(ctx):
    with time_machine.travel(START, tick=False):
        names = iter(f"name-{n}" for n in range(500))

        assert allowed(300, lambda: ratelimit.check_login(next(names), IP)) == logins.NETWORK_FAILURES.limit


def test_after_a_quiet_day_failures_are_forgotten(ctx):
    with time_machine.travel(START, tick=False) as clock:
        allowed(10, lambda: ratelimit.check_login("anna", IP, known_device=True))
        clock.shift(timedelta(days=1, seconds=1))

        assert allowed(6, lambda: ratelimit.check_login("anna", IP, known_device=True)) == 5


# --- devices ---


def test_a_device_is_known_for_its_person_only_and_for_half_a_year(settings):
    anna, berta = new_id(), new_id()
    with time_machine.travel(START, tick=False) as clock:
        token = ratelimit.device_token(anna)

        assert ratelimit.is_known_device(token, anna)
        assert not ratelimit.is_known_device(token, berta)
        clock.shift(timedelta(days=logins.DEVICE_DAYS, seconds=2))
        assert not ratelimit.is_known_device(token, anna)


@pytest.mark.parametrize("token", [None, "", "rubbish", "a.b.c", "\x00", "é" * 50])
def test_an_invented_device_is_unknown(settings, token):
    assert not ratelimit.is_known_device(token, new_id())


def test_an_altered_device_is_unknown(settings):
    anna = new_id()
    token = ratelimit.device_token(anna)

    assert not any(
        ratelimit.is_known_device(token[:n] + ("A" if token[n] != "A" else "B") + token[n + 1 :], anna)
        for n in range(0, len(token) - 1, 3)
    )


# --- the tables ---


def test_neither_names_nor_addresses_stand_in_the_tables(ctx):
    ratelimit.check("auth", person="anna-müller", ip=IP)
    allowed(7, lambda: ratelimit.check_login("anna-müller", IP))

    with fast() as connection:
        kept = connection.execute(text("SELECT key FROM core_rate_counter UNION SELECT key FROM core_login_failure"))
        words = " ".join(kept.scalars())

    assert words
    assert not any(word in words for word in ("anna", "203.0", "müller"))


def test_what_no_longer_counts_is_deleted_and_what_counts_is_kept(ctx):
    with time_machine.travel(START, tick=False) as clock:
        ratelimit.check("bind", person="anna", ip=IP)
        ratelimit.check_login("anna", IP)
        clock.shift(timedelta(days=1, hours=1))
        ratelimit.check("bind", person="anna", ip=IP)

        assert ratelimit.forget_old() == 5  # two of bind, two and one of the sign-in
        assert ratelimit.forget_old() == 0
        with fast() as connection:
            assert connection.execute(text("SELECT count(*) FROM core_rate_counter")).scalar() == 2


def test_made_up_addresses_do_not_fill_the_memory(settings, monkeypatch):
    monkeypatch.setattr(counters, "MOST_KEYS", 100)

    for number in range(500):
        counters.take_here(f"key-{number}", 10, 60)

    assert len(counters._here) <= 100
