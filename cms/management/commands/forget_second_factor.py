"""A lost app or key, taken away by whoever runs the machine."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user_model
from django.core.management import BaseCommand, CommandError, CommandParser


class Command(BaseCommand):
    help = (
        "Takes all second factors and recovery codes of one account away. Its sessions end where "
        "a second factor is asked for, and the next login sets up a new one."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="the name this account logs in by")

    def handle(self, *args: Any, name: str, **options: Any) -> None:
        user = get_user_model().objects.filter(username=name).first()
        if user is None:
            raise CommandError("There is no account of this name. Nothing was changed.")
        Authenticator.objects.filter(user=user).delete()
        self.stdout.write("Taken away. The next login sets up a new second factor.")
