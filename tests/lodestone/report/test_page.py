"""The page and its Markdown twin: whole, self-contained, the same in both, and harmless whatever texts say."""

import base64
import hashlib
import io
import re
from dataclasses import replace
from pathlib import Path

import av
import pytest
from PIL import Image

from lodestone.report import write
from lodestone.report.contract import Evaluation
from lodestone.report.plots import NOT_OURS
from lodestone.report.subject import Played, ReportError
from lodestone.report.suite import EntryFacts, Published, SuiteFacts
from lodestone.report.words import printable
from lodestone.report.write import write_report
from tests.lodestone.report.fake import TRACE, evaluation, filmed, suite
from tests.lodestone.report.reading import URLS, Element, read, read_markdown, tables

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'><svg/onload=alert(1)>",
    "</style></script></title><iframe src=//evil.example></iframe>",
    "{{ 7 * 7 }} {% raw %}",
    "![x](https://evil.example/x.png) [x](javascript:alert(1)) <https://evil.example>",
    "a | b | c\n\n# heading\n\n- item",
    "```\n</code></pre><b>\n```` ~~~",
    "\x1b[2J\u202e turned \ud800 \x00 \u2028",
    "`code` *a* _b_ **c** ~~d~~ $x$ &lt; \\ [x]: https://evil.example\n[x]",
]
FACTS = suite(8)


def single(folder: Path, **options) -> tuple[Element, str, str]:
    """The page of one evaluation: its elements, its HTML and its Markdown."""
    written = write_report([Played(evaluation(FACTS, seeds=6, **options), folder)], FACTS, folder)
    html = written.html.read_text("utf-8")
    return read(html), html, written.markdown.read_text("utf-8")


def hostile(text: str) -> tuple[Evaluation, SuiteFacts]:
    """An evaluation and a suite that say the same thing everywhere."""
    entry = f"task {text}"
    facts = SuiteFacts(
        text,
        1,
        text,
        {entry: EntryFacts(text, (text,), text, 12_000)},
        (Published(text, 0.5, text, text), Published(text, 0.4, text, text, entry=entry)),
    )
    small = suite(1)
    played = evaluation(small, seeds=12, agent=text)
    rows = [
        row.model_copy(
            update={
                "entry": entry,
                "reason": text,
                "crash": text if row.seed == 0 else "",
                "record": Path(f"records/{text}") if row.seed else Path(text),
                "runs": tuple(
                    run.model_copy(update={"skill": text, "cause": text, "executor": text}) for run in row.runs
                ),
                "film": Path(f"{text}.mp4") if row.seed == 1 else None,
            }
        )
        for row in played.episodes
    ]
    said = {"suite": text, "suite_version": 1, "command": text, "versions": {text: text}, "seeds": text}
    return played.model_copy(update={"episodes": tuple(rows), **said}), facts


def is_harmless(root: Element, scripts: int) -> None:
    """Nothing runs but our script, and nothing leads or reaches out of the folder."""
    assert len(root.all("script")) == scripts
    assert not root.all("iframe", "object", "embed", "base", "form", "link", "b", "i", "input")
    for element in root.all():
        assert not [name for name in element.attributes if name.startswith("on")]
        assert element.attributes.get("style") in (None, "text-align:right")  # of numbers, by markdown-it
        for name in URLS:
            url = element.attributes.get(name)
            if url is not None:
                assert url.startswith(("data:image/jpeg;base64,", "data:video/mp4;base64,")) or not re.match(
                    r"\s*([a-z][a-z0-9+.-]*:|//)", url, re.IGNORECASE
                ), url[:80]
    for style in root.all("style"):
        assert "url(" not in style.text
        assert "@import" not in style.text


def test_the_page_is_whole_and_leads_nowhere_else(tmp_path: Path):
    root, html, _ = single(tmp_path)
    assert html.startswith("<!doctype html>")
    is_harmless(root, scripts=1)
    names = [element.attributes["id"] for element in root.all() if "id" in element.attributes]
    assert len(names) == len(set(names))
    targets = [link.attributes["href"] for link in root.all("a") if link.attributes["href"].startswith("#")]
    assert len(targets) > 10
    assert {target[1:] for target in targets} <= set(names)
    for element in root.all():
        if "aria-labelledby" in element.attributes:
            assert element.attributes["aria-labelledby"] in names


def test_only_our_script_may_run(tmp_path: Path):
    root, _, _ = single(tmp_path)
    (script,) = root.all("script")
    digest = base64.b64encode(hashlib.sha256(script.text.encode()).digest()).decode()
    (policy,) = [each.attributes["content"] for each in root.all("meta") if "http-equiv" in each.attributes]
    assert f"script-src 'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy


def test_the_summary_comes_first_and_says_it_all(tmp_path: Path):
    root, _, markdown = single(tmp_path, ease=1.5)
    first = root.all("section")[0].text
    for words in (
        "success",
        "with 95 % confidence",
        "Good at",
        "by the oracle",
        "published, not measured here",
        "crashes",
    ):
        assert words in first.replace("\N{NO-BREAK SPACE}", " ")
    lead = " ".join(root.all("p")[0].text.split())
    assert re.search(r"learned, search played 8 tasks of forty \(version 2\) and succeeded in \d+ of 48 episodes", lead)
    assert lead.split(":")[0] in markdown


def test_the_summary_names_most_of_what_is_published_and_tells_of_the_first(tmp_path: Path):
    published = tuple(Published(f"Method {name}", 0.25, "Somebody (2024)", "Its world.") for name in "ABCD")
    facts = replace(FACTS, published=published)
    written = write_report([Played(evaluation(facts, seeds=2), tmp_path)], facts, tmp_path)
    text = read(written.html.read_text("utf-8")).all("section")[0].text.replace("\N{NO-BREAK SPACE}", " ")
    assert all(f"Method {name} (published, not measured here): all tasks 25 %, here" in text for name in "AB")
    assert "Others (published, not measured here): Method C and Method D: see Published figures" in text


@pytest.mark.parametrize("count", [1, 3])
def test_both_have_the_same_tables(tmp_path: Path, count: int):
    made = [evaluation(FACTS, seeds=4, seed=each, agent=f"agent {each % 2}") for each in range(count)]
    written = write_report([Played(each, tmp_path) for each in made], FACTS, tmp_path)
    both = tables(read_markdown(written.markdown.read_text("utf-8")))
    figures = [table for table in both if table[0] == ["", "", ""]]  # those that the page shows as tiles
    theirs = [table for table in both if table not in figures]
    ours = tables(read(written.html.read_text("utf-8")))
    assert [table[1:] for table in ours] == [table[1:] for table in theirs]
    assert [table[0] for table in ours] == [[cell or "name" for cell in table[0]] for table in theirs]
    assert len(figures) == count


def test_numbers_are_sorted_by_their_values(tmp_path: Path):
    root, _, _ = single(tmp_path)
    for row in root.all("tbody")[0].all("tr"):
        success = row.children[3]
        shown = float(success.text.split("\N{NO-BREAK SPACE}")[0])
        assert float(success.attributes["data-order"]) == pytest.approx(shown / 100, abs=0.006)


def test_every_plotted_mark_lies_on_its_axis(tmp_path: Path):
    root, _, _ = single(tmp_path)
    plots = root.all("figure")
    assert len(plots) >= 6
    dots = [dot for plot in plots for dot in plot.all("circle")]
    assert len(dots) > 20
    for dot in dots:
        assert 0 <= float(dot.attributes["cx"].removesuffix("%")) <= 100
    assert plots[1].text.count(NOT_OURS) == 2
    assert len(plots[1].all("path")) == 2 + 5  # in the legend, and in the rows


def test_crashes_stand_apart_with_their_trace(tmp_path: Path):
    broken = evaluation(FACTS, seeds=6)
    rows = [row.model_copy(update={"crash": TRACE if row.seed == 3 else ""}) for row in broken.episodes]
    written = write_report([Played(broken.model_copy(update={"episodes": tuple(rows)}), tmp_path)], FACTS, tmp_path)
    sections = read(written.html.read_text("utf-8")).all("section")
    (section,) = [each for each in sections if each.attributes["id"] == "e1-crashes"]
    assert [trace.text for trace in section.all("code")] == [TRACE]
    assert "8 episodes: suite/task_00, seed 3;" in section.text


@pytest.mark.parametrize("text", HOSTILE)
def test_texts_from_outside_stay_texts(tmp_path: Path, text: str):
    played, facts = hostile(text)
    written = write_report([Played(played, tmp_path)], facts, tmp_path)
    root = read(written.html.read_text("utf-8"))
    is_harmless(root, scripts=1)
    shown = " ".join(printable(text).split())
    title = " ".join(f"{printable(text)}: {printable(text)} 1".split())
    assert " ".join(root.all("h1")[0].text.split()) == title
    assert printable(text) in [code.text for code in root.all("code")]
    twin = read_markdown(written.markdown.read_text("utf-8"))
    is_harmless(twin, scripts=0)
    assert twin.all("h1")[0].text == title
    assert not twin.all("img")
    for table in tables(twin):
        assert len({len(row) for row in table}) == 1
    assert {link.text for link in twin.all("a")} <= {"record", "film"}
    assert not twin.all("em", "del", "hr", "blockquote")
    assert f"task {shown}" in [heading.text for heading in twin.all("h3")]


def test_pictures_and_clips_are_in_the_page(tmp_path: Path):
    played = filmed(evaluation(FACTS, seeds=5), tmp_path, seeds=4)
    written = write_report([Played(played, tmp_path)], FACTS, tmp_path / "report")
    root = read(written.html.read_text("utf-8"))
    films = [row for row in played.episodes if row.film]
    scenes = {(row.entry, row.success) for row in films}
    assert len(root.all("img")) == len(root.all("video")) == len(scenes)
    with Image.open(io.BytesIO(content(root.all("img")[0].attributes["src"]))) as strip:
        assert strip.format == "JPEG"
        assert strip.width > 600
    with av.open(io.BytesIO(content(root.all("video")[0].attributes["src"]))) as clip:
        assert len(list(clip.decode(video=0))) == 30
    links = [link.attributes["href"] for link in root.all("a") if link.text == "film"]
    assert all((written.html.parent / link).exists() for link in links)
    assert len(links) == len(scenes) + len(films)


def test_a_page_that_is_passed_on_shows_the_same_and_leads_to_no_file(tmp_path: Path):
    played = filmed(evaluation(FACTS, seeds=2), tmp_path, seeds=1)
    linked, alone = (
        write_report([Played(played, tmp_path, each)], FACTS, tmp_path / str(each)) for each in (True, False)
    )
    pages = [read(each.html.read_text("utf-8")) for each in (linked, alone)]
    assert len({len(root.all("video")) for root in pages}) == len({len(root.all("img")) for root in pages}) == 1
    files = [[link for link in root.all("a") if not link.attributes["href"].startswith("#")] for root in pages]
    assert files[0]
    assert not files[1]
    assert "](" in linked.markdown.read_text("utf-8")
    assert "](" not in alone.markdown.read_text("utf-8")
    still = read(write_report([Played(played, tmp_path)], FACTS, tmp_path, clips=False).html.read_text("utf-8"))
    assert len(still.all("img")) == len(pages[0].all("img"))
    assert not still.all("video")


def content(url: str) -> bytes:
    return base64.b64decode(url.partition(",")[2])


def test_a_missing_film_is_told_and_costs_nothing_else(tmp_path: Path):
    played = evaluation(FACTS, seeds=2)
    rows = [row.model_copy(update={"film": Path("gone.mp4")}) for row in played.episodes]
    written = write_report([Played(played.model_copy(update={"episodes": tuple(rows)}), tmp_path)], FACTS, tmp_path)
    assert "the film 'gone.mp4' cannot be shown: No such file or directory." in written.markdown.read_text("utf-8")


def test_several_are_held_against_the_first(tmp_path: Path):
    base = evaluation(FACTS, seeds=8, ease=0.6)
    night = base.model_copy(update={"texture": 1001})
    other = evaluation(FACTS, seeds=8, agent="other", ease=3)
    written = write_report([Played(each, tmp_path) for each in (base, other, night)], FACTS, tmp_path)
    root = read(written.html.read_text("utf-8"))
    titles = [heading.text for heading in root.all("h2")]
    assert titles == [
        "Side by side",
        "other against learned, search (textures 1000)",
        "learned, search (textures 1001) against learned, search (textures 1000)",
        "Robustness of learned, search",
        "learned, search (textures 1000)",
        "other",
        "learned, search (textures 1001)",
        "Published figures",
    ]
    side = root.all("section")[0].text
    assert re.search(r"other against learned, search \(textures 1000\): better: success \+\d+ \[\+", side)
    assert "neither shown to be better nor worse: success +0 [+0, +0]" in side.replace("\N{NO-BREAK SPACE}", " ")


def test_evaluations_without_common_seeds_are_still_shown(tmp_path: Path):
    base = evaluation(FACTS, seeds=2)
    rows = [row.model_copy(update={"seed": row.seed + 100}) for row in base.episodes]
    other = base.model_copy(update={"episodes": tuple(rows), "seeds": "100..101"})
    written = write_report([Played(base, tmp_path), Played(other, tmp_path)], FACTS, tmp_path)
    assert "no task and seed in common" in written.markdown.read_text("utf-8")


def test_a_report_that_cannot_be_written_leaves_the_old_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    before = single(tmp_path)[1]

    def full(self, data, **_):
        Path.write_bytes(self, data.encode()[:100])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(write.Path, "write_text", full)
    with pytest.raises(ReportError, match=r"cannot be written: No space left on device"):
        write_report([Played(evaluation(FACTS, seeds=2), tmp_path)], FACTS, tmp_path)
    assert (tmp_path / "report.html").read_bytes().decode() == before


@pytest.mark.parametrize("agent", ["# me", "- me", "+ me", "1. me", "2) me", "> me", "=== me", "    me", "```me"])
def test_a_paragraph_stays_one_whatever_it_begins_with(tmp_path: Path, agent: str):
    _, _, markdown = single(tmp_path, agent=agent)
    first = read_markdown(markdown).all()[1]
    assert first.tag == "p"
    assert first.text.startswith(f"{agent.strip()} played 8 tasks")


def test_a_suite_without_abilities_and_published_figures_has_no_sections_about_them(tmp_path: Path):
    bare = SuiteFacts("forty", 2, "", {entry: replace(each, abilities=()) for entry, each in FACTS.entries.items()})
    written = write_report([Played(evaluation(FACTS, seeds=2), tmp_path)], bare, tmp_path)
    titles = [heading.text for heading in read(written.html.read_text("utf-8")).all("h2")]
    assert titles == ["Summary", "By group", "By task", "Failures", "Skills", "How it was played", "Task by task"]
