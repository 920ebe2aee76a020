"""No log line opens a private link."""

import logging

import pytest


@pytest.mark.parametrize(
    "path",
    [
        "/results/ctlA05lXJdMS3j4K1j7Y5Q/",
        "/api/v1/results/ctlA05/",
        "/unsubscribe/Mw:1x:y/",
        "/confirm/Ijc:1x:y/",
        "/preferences/Mw:1x:y/",
        "/assessments/leadership/ctlA05lXJdMS3j4K1j7Y5Q/",
        "/drafts/ctlA05lXJdMS3j4K1j7Y5Q/",
    ],
)
def test_the_token_of_a_private_link_is_not_written(path):
    [stderr] = [
        each for each in logging.getLogger().handlers if type(each) is logging.StreamHandler
    ]
    record = logging.LogRecord(
        "django.request", logging.ERROR, __file__, 1, "Internal Server Error: %s", (path,), None
    )
    assert stderr.filter(record)
    assert path.split("/")[-2] not in stderr.format(record)
    assert path.split("/")[-3] in stderr.format(record)


@pytest.mark.parametrize(
    "path", ["/career/nothing/", "/api/v1/assessments/leadership/submissions/"]
)
def test_other_paths_are_written_whole(path):
    [stderr] = [
        each for each in logging.getLogger().handlers if type(each) is logging.StreamHandler
    ]
    record = logging.LogRecord(
        "django.request", logging.ERROR, __file__, 1, "Not Found: %s", (path,), None
    )
    assert stderr.filter(record)
    assert f"Not Found: {path}" in stderr.format(record)
