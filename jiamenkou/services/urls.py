"""Where services are."""

from django.urls import path
