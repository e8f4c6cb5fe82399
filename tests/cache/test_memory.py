from nabancada.cache.memory import Memory


def test_what_was_put_in_comes_out():
    memory = Memory()
    memory.set("a", b"1", 10)
    assert (memory.get("a"), memory.get("b")) == (b"1", None)


def test_a_value_past_its_time_is_gone():
    memory = Memory()
    memory.set("a", b"1", -1)
    assert memory.get("a") is None


def test_the_least_recently_used_leaves_first():
    memory = Memory(entries=2)
    memory.set("a", b"1", 10)
    memory.set("b", b"2", 10)
    memory.get("a")
    memory.set("c", b"3", 10)
    assert (memory.get("a"), memory.get("b"), memory.get("c")) == (b"1", None, b"3")


def test_large_values_push_others_out():
    memory = Memory(size=10)
    memory.set("a", b"x" * 6, 10)
    memory.set("a", b"x" * 6, 10)
    memory.set("b", b"x" * 6, 10)
    assert (memory.get("a"), memory.get("b")) == (None, b"x" * 6)
    memory.set("c", b"x" * 11, 10)
    assert memory.get("c") is None
