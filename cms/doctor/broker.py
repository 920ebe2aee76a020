"""The broker: a doorbell that must not throw hints away."""

import uuid
from collections.abc import Iterator

import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

from cms.doctor.finding import Finding, fault, well

PATIENCE = 2.0  # seconds for each of connecting and answering
LIVES = 10  # seconds, of the key that is written


def connect() -> redis.Redis:
    return redis.Redis.from_url(
        settings.REDIS_URL,
        socket_connect_timeout=PATIENCE,
        socket_timeout=PATIENCE,
        retry=Retry(NoBackoff(), 0),
    )


def answers() -> Finding:
    """Whether what is written there can be read back."""
    key = f"lanewise:doctor:{uuid.uuid4()}"
    try:
        with connect() as client:
            client.set(key, "here", ex=LIVES)
            came_back = client.get(key) == b"here"
            client.delete(key)
    except (redis.RedisError, OSError) as error:
        return fault(
            "broker",
            f"It does not take a key: {type(error).__name__}: {error}",
            do="Start Redis or Valkey, or correct REDIS_URL; the sweeper does the work meanwhile.",
        )
    if not came_back:
        return fault(
            "broker",
            "What was written did not come back.",
            do="Let REDIS_URL name one server that is written to, not a replica or a cache.",
        )
    return well("broker", "a key went there and came back")


def never_evicts() -> Iterator[Finding]:
    """Asked by INFO: services that run it for others refuse CONFIG."""
    with connect() as client:
        policy = client.info("memory").get("maxmemory_policy", "unknown")
    if policy == "noeviction":
        yield well("broker eviction", "noeviction")
        return
    yield fault(
        "broker eviction",
        f"maxmemory-policy is {policy}: under pressure it forgets hints without a word.",
        do="Set maxmemory-policy to noeviction, and keep caches elsewhere.",
    )
