"""manage.py import_article and export_article."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from pages.models import ArticlePage, HomePage, PillarPage
from tests.pages.building import make_article, make_pillar
from tests.pages.importing import samples


def run(*args: object) -> str:
    out = StringIO()
    call_command(*map(str, args), stdout=out, stderr=StringIO())
    return out.getvalue()


def test_each_file_of_a_folder_becomes_a_draft(home: HomePage, pillar: PillarPage, tmp_path: Path):
    (tmp_path / "a.md").write_text(samples.MARKDOWN)
    (tmp_path / "b.html").write_text(samples.HTML)
    (tmp_path / "c.txt").write_text(samples.TEXT)
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\x00")
    reports = [json.loads(line) for line in run("import_article", tmp_path, "--json").splitlines()]
    pages = [ArticlePage.objects.get(pk=report["page_id"]) for report in reports]
    assert [page.slug for page in pages] == [
        "two-jobs-and-credit-for-neither",
        "two-jobs",
        "two-jobs-2",
    ]
    assert not any(page.live for page in pages)
    assert reports[0]["admin_url"].endswith(f"/admin/pages/{pages[0].pk}/edit/")
    assert all(set(doubt) == {"line", "why"} for doubt in reports[0]["unsure"])


def test_where_there_are_several_pillars_one_is_named(
    home: HomePage, pillar: PillarPage, tmp_path: Path
):
    team = make_pillar(home, title="Team")
    file = tmp_path / "a.md"
    file.write_text("# T\n\nA sentence.")
    with pytest.raises(CommandError):
        run("import_article", file)
    assert not ArticlePage.objects.exists()
    run("import_article", file, "--pillar", "team")
    assert ArticlePage.objects.child_of(team).count() == 1


def test_one_bad_file_keeps_no_other_from_coming_in(
    home: HomePage, pillar: PillarPage, tmp_path: Path
):
    (tmp_path / "a.md").write_text("# T\n\nA sentence.")
    (tmp_path / "b.md").write_bytes(b"\x00\x01\x02")
    out = StringIO()
    with pytest.raises(CommandError, match="1 of the files"):
        call_command("import_article", str(tmp_path), "--json", stdout=out, stderr=StringIO())
    good, bad = [json.loads(line) for line in out.getvalue().splitlines()]
    assert ArticlePage.objects.get().pk == good["page_id"]
    assert bad["error"].startswith("This is no text.")


def test_an_article_is_exported_by_its_path_or_its_id(home: HomePage, pillar: PillarPage):
    article = make_article(pillar, title="Two jobs")
    text = run("export_article", "/career/two-jobs/")
    assert text.startswith("---\ntitle: Two jobs\n")
    assert text == run("export_article", article.pk) == run("export_article", "career/two-jobs")
    with pytest.raises(CommandError, match="There is no article at /career/"):
        run("export_article", "/career/")


def test_a_draft_is_exported_where_it_is_asked_for(home: HomePage, pillar: PillarPage):
    article = make_article(pillar, title="Two jobs")
    article.title = "Three jobs"
    article.save_revision()
    assert "title: Two jobs" in run("export_article", article.pk)
    assert "title: Three jobs" in run("export_article", article.pk, "--draft")
