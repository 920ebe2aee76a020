from bs4 import BeautifulSoup
from django.template.loader import render_to_string
from django.test import Client

from pages.models import PillarPage


def test_a_missing_page_says_so_and_names_others(pillar: PillarPage, client: Client):
    response = client.get("/career/gone/")
    page = BeautifulSoup(response.content, "html.parser")
    assert response.status_code == 404
    assert page.h1.get_text() == "This page is not here"
    links = {link["href"]: link.get_text() for link in page.select("main a")}
    assert links == {"/": "The front page", "/career/": "Career"}


def test_a_missing_page_without_any_site_still_answers(db, client: Client):
    assert client.get("/nowhere/").status_code == 404


def test_the_page_for_our_own_faults_needs_no_database_and_no_request():
    page = BeautifulSoup(render_to_string("500.html"), "html.parser")
    assert page.h1.get_text() == "Something broke on our side"
    assert page.select_one("main a")["href"] == "/"
