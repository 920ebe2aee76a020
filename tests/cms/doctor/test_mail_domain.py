"""Mailboxes believe a domain by its SPF, DKIM and DMARC records; the doctor reads them so."""

import pytest

from cms.doctor import mail_domain, mail_server, names
from cms.doctor.finding import State
from cms.doctor.names import Names
from tests.cms.doctor.name_server import Zone, serving
from tests.leads.mail.sink import open_sink

DOMAIN = "mail.example.org"
FINE = {
    DOMAIN: ["v=spf1 include:spf.service.test ~all"],
    "spf.service.test": ["v=spf1 ip4:192.0.2.0/24 ~all"],
    f"pm._domainkey.{DOMAIN}": ["k=rsa; p=MIGfMA0GCSq"],
    f"_dmarc.{DOMAIN}": ["v=DMARC1; p=reject; rua=mailto:otto@example.org"],
}


@pytest.fixture
def zone(settings):
    settings.MAILERS = {"default": {"BACKEND": "anymail.backends.postmark.EmailBackend"}}
    settings.DEFAULT_FROM_EMAIL = f"Lanewise <hello@{DOMAIN}>"
    settings.DKIM_SELECTORS = ["pm"]
    settings.INBOUND_DOMAIN = ""
    zone = Zone()
    for name, texts in FINE.items():
        zone.publish(name, *texts)
    return zone


def found(zone):
    with serving(zone) as resolver:
        return {each.check: each for each in mail_domain.is_believed(Names(resolver))}


def test_a_domain_with_all_three_is_well(zone):
    assert {each.state for each in found(zone).values()} == {State.WELL}


BROKEN = [
    ("SPF", DOMAIN, [], "does not say who may send"),
    ("SPF", DOMAIN, ["google-site-verification=1"], "does not say who may send"),
    ("SPF", DOMAIN, ["v=spf1 a ~all", "v=spf1 mx ~all"], "more than one record"),
    ("SPF", DOMAIN, ["v=spf1 -all"], "nobody may send"),
    ("SPF", DOMAIN, ["v=spf1 include:spf.service.test +all"], "what to do with others"),
    ("SPF", DOMAIN, ["v=spf1 include:spf.service.test"], "what to do with others"),
    ("SPF", DOMAIN, [f"v=spf1 {'include:spf.service.test ' * 11}~all"], "more than 10 lookups"),
    ("SPF", DOMAIN, [f"v=spf1 include:{DOMAIN} ~all"], "more than 10 lookups"),
    ("DKIM", f"pm._domainkey.{DOMAIN}", [], "No key stands"),
    ("DKIM", f"pm._domainkey.{DOMAIN}", ["v=DKIM1; p="], "No key stands"),
    ("DMARC", f"_dmarc.{DOMAIN}", [], "only claims"),
    ("DMARC", f"_dmarc.{DOMAIN}", ["v=DMARC1; p=perhaps"], "cannot be read"),
    ("DMARC", f"_dmarc.{DOMAIN}", ["v=DMARC1; p=none", "v=DMARC1; p=reject"], "cannot be read"),
]


@pytest.mark.parametrize(("check", "name", "texts", "says"), BROKEN)
def test_each_fault_is_found_alone_and_says_what_to_do(zone, check, name, texts, says):
    del zone.records[name, "TXT"]
    if texts:
        zone.publish(name, *texts)
    findings = found(zone)
    assert findings[check].state is State.FAULT
    assert says in findings[check].says
    assert findings[check].do.endswith(".")
    others = {each.state for key, each in findings.items() if key != check}
    assert others == {State.WELL}


def test_the_policy_of_the_domain_above_holds_below(zone):
    del zone.records[f"_dmarc.{DOMAIN}", "TXT"]
    zone.publish("_dmarc.example.org", "v=DMARC1; p=quarantine")
    assert found(zone)["DMARC"].state is State.WELL


def test_without_a_selector_nobody_knows_where_the_key_is(zone, settings):
    settings.DKIM_SELECTORS = []
    dkim = found(zone)["DKIM"]
    assert (dkim.state, dkim.says) == (State.UNKNOWN, "DKIM_SELECTORS is not set")


def test_a_domain_for_answers_takes_mail_or_is_a_fault(zone, settings):
    settings.INBOUND_DOMAIN = "reply.example.org"
    assert found(zone)["MX"].state is State.FAULT
    zone.publish("reply.example.org", "10 inbound.service.test.", kind="MX")
    assert found(zone)["MX"].state is State.WELL


def test_dns_that_is_silent_is_asked_once_and_nothing_is_claimed(zone, monkeypatch):
    monkeypatch.setattr(names, "PATIENCE", 0.2)
    zone.is_silent = True
    findings = found(zone)
    assert {each.state for each in findings.values()} == {State.UNKNOWN}
    assert "nobody answered the first question" in findings["DMARC"].says


def test_a_name_that_dns_fails_at_is_not_checked_and_the_others_are(zone):
    zone.fails_at.add(f"_dmarc.{DOMAIN}")
    findings = found(zone)
    assert findings["DMARC"].state is State.UNKNOWN
    assert findings["SPF"].state is State.WELL


def test_mail_that_stays_on_this_machine_needs_no_records(zone, settings):
    settings.MAILERS = {"default": {"BACKEND": "leads.mail.files.EmlFileBackend"}}
    assert [each.state for each in found(zone).values()] == [State.UNKNOWN]


def test_a_mail_server_is_tried_before_a_reader_needs_it(settings):
    with open_sink() as sink:
        options = {"host": "127.0.0.1", "port": sink.port, "timeout": 1}
        settings.MAILERS = {
            "default": {"BACKEND": "leads.mail.smtp.DotLatchBackend", "OPTIONS": options}
        }
        assert [each.state for each in mail_server.lets_us_in()] == [State.WELL]
    [away] = mail_server.lets_us_in()
    assert away.state is State.FAULT
    assert "MAIL_URL" in away.do
