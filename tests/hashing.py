"""Argon2 at its cheapest: a test that signs in is not about the price of a guess."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class QuickArgon2(Argon2PasswordHasher):
    """The same words in the column, a thousandth of the work."""

    time_cost, memory_cost, parallelism = 1, 1024, 1
