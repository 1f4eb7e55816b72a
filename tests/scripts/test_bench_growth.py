from scripts.bench.scale import growth, kept, spent


def test_a_ref_takes_a_few_kilobytes_and_a_look_some_time() -> None:
    kept(20)

    assert 0.5 < kept(50) < 6
    assert 0 < spent(50) < 0.01


def test_every_size_has_memory_and_time() -> None:
    figures = growth(sizes=[5, 10, 20]).figures

    assert len(figures) == 2 * 3
    assert all(figure.target or figure.ratio_target for figure in figures)
