from pathlib import Path

from scripts.build_suites_docs import PAGE, build


def test_the_table_of_suites_is_up_to_date():
    page = PAGE.read_text(encoding="utf-8")
    assert build(page) == page, "python scripts/build_suites_docs.py"


def test_the_example_of_the_page_is_a_suite(tmp_path: Path):
    from envs.suites import load_suite

    page = PAGE.read_text(encoding="utf-8")
    (tmp_path / "mine.yaml").write_text(page.partition("```yaml\n")[2].partition("```")[0], encoding="utf-8")
    assert [entry.id for entry in load_suite(tmp_path / "mine.yaml").entries] == ["logs"]
