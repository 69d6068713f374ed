"""A bounded memory forgets what was used longest ago."""

from __future__ import annotations

from rubrics.recent import Recent


def kept(memory, keys):
    return "".join(key for key in keys if memory.get(key) is not None)


def test_what_was_used_longest_ago_goes_first():
    memory = Recent(2)
    memory.keep("a", 1)
    memory.keep("b", 2)
    assert memory.get("a") == 1
    memory.keep("c", 3)
    assert kept(memory, "abc") == "ac"


def test_the_limit_is_on_the_weight_of_all():
    memory = Recent(10)
    for key in "abc":
        memory.keep(key, key, weight=4)
    assert kept(memory, "abc") == "bc"
    memory.keep("d", "d", weight=7)
    assert kept(memory, "bcd") == "d", "it takes the place of both"


def test_a_value_that_is_replaced_no_longer_weighs():
    memory = Recent(10)
    for weight in (9, 8, 3):
        memory.keep("a", weight, weight)
    memory.keep("b", 7, weight=7)
    assert (memory.get("a"), memory.get("b")) == (3, 7)


def test_what_weighs_too_much_by_itself_is_not_kept():
    memory = Recent(10)
    memory.keep("a", 1, weight=11)
    assert memory.get("a") is None
    memory.keep("b", 2, weight=10)
    assert memory.get("b") == 2
