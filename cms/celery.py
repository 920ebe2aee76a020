"""Celery as a doorbell: it makes things quick, and nothing is lost when it is not there.

The queue is the outbox table (leads/outbox.py). A message here says "look" and carries no data, so
every setting below is chosen for a broker that may vanish, hang or be emptied at any moment.
The facts behind them were measured: docs/decisions/0001-the-database-is-the-queue.md.
"""

import os

from celery import Celery
from celery.schedules import crontab
from django.conf import settings
from kombu import Queue

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")

QUEUES = ("pipeline", "mail", "webhooks", "default")

app = Celery("lanewise")
app.conf.update(
    broker_url=settings.REDIS_URL,
    # --- what may be said -------------------------------------------------------------------------
    task_serializer="json",
    accept_content=["json"],  # a broker that was broken into must not be able to run code here
    task_ignore_result=True,  # results cost 1.6 times the throughput, and nobody waits for one
    result_backend=None,
    task_queues=[Queue(name) for name in QUEUES],
    task_default_queue="default",
    task_create_missing_queues=False,  # a misspelt queue is an error, not a queue without a worker
    # --- when a worker dies -----------------------------------------------------------------------
    task_acks_late=True,  # a hint given to a dying worker rings again
    task_acks_on_failure_or_timeout=True,  # but one whose work fails does not ring for ever
    task_reject_on_worker_lost=False,  # true loops for ever on a task that kills its worker
    task_retry_on_worker_lost=True,  # 5.7: the same, but it stops at max_retries
    # --- nothing hoarded --------------------------------------------------------------------------
    worker_prefetch_multiplier=1,  # where prefetch cannot be off, one hint at a time
    worker_disable_prefetch=True,  # a hint waits in the queue, where any worker can take it
    # --- a broker that hangs ----------------------------------------------------------------------
    broker_transport_options={
        "visibility_timeout": 120,  # above the hard time limit, so a running hint is not doubled
        "unacked_restore_interval": 5,  # with throttle 1: unacknowledged hints return in 5 s, the
        "unacked_restore_throttle": 1,  # default 10 x 10 lets them lie for 100 s
        "socket_connect_timeout": 2,  # a broker on the same network answers in milliseconds
        "socket_timeout": 5,  # without it a hung broker blocks for ever
        "health_check_interval": 10,  # a line cut silently is found before it is trusted again
    },
    broker_pool_acquire_timeout=2,  # a leak of connections shows as an error, not as a standstill
    broker_connection_retry_on_startup=True,  # worker and broker may start in either order
    broker_connection_max_retries=None,  # a worker outlives any outage; the sweeper works meanwhile
    task_publish_retry=False,  # a hint that could not be given is not missed: the sweeper looks
    # --- work that hangs --------------------------------------------------------------------------
    task_soft_time_limit=45,  # network timeouts sum to less; then the work is put back
    task_time_limit=60,  # below the lease of 90 s: a killed worker's work is still its own
    # --- long lives -------------------------------------------------------------------------------
    worker_max_tasks_per_child=500,  # what a library leaks is given back now and then
    worker_max_memory_per_child=250_000,  # kB; the same, should it leak fast
    worker_soft_shutdown_timeout=20,  # a deploy lets the current batch finish
    worker_cancel_long_running_tasks_on_connection_loss=False,  # the work is ours, not the broker's
    worker_hijack_root_logger=False,  # one log format, and the filter that cuts tokens
    timezone="UTC",
    # --- beat: rings only what may run twice, or be missed ----------------------------------------
    beat_schedule={
        **{
            f"look at {queue}": {
                "task": "leads.drain",
                "schedule": 15.0,
                "args": [queue],
                "options": {"queue": queue, "expires": 15},
            }
            for queue in QUEUES
        },
        "beat is alive": {
            "task": "leads.record_beat",
            "schedule": 10.0,
            "options": {"queue": "default", "expires": 10},
        },
        "let go of what is old": {
            "task": "leads.apply_retention",
            "schedule": crontab(minute=17),
            "options": {"queue": "default", "expires": 3600},
        },
        "purge what has changed": {
            "task": "cms.purge_front_cache",
            "schedule": 5.0,
            "options": {"queue": "default", "expires": 5},
        },
        "make pictures ready": {
            "task": "cms.make_renditions",
            "schedule": 10.0,
            "options": {"queue": "default", "expires": 10},
        },
        "trim the log of changes": {
            "task": "cms.trim_changes",
            "schedule": crontab(hour=3, minute=17),
            "options": {"queue": "default", "expires": 3600},
        },
        "publish what is scheduled": {
            "task": "cms.publish_scheduled",
            "schedule": crontab(),
            "options": {"queue": "default", "expires": 60},
        },
    },
)
# Celery closes the database connection around every task; kept, it is worth 1.6 to 1.9 times the
# throughput. A hundred tasks later it is looked at again.
app.conf["CELERY_DB_REUSE_MAX"] = 100
app.autodiscover_tasks(["leads", "cms"])
