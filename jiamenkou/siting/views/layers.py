"""Who lives where and the streets they walk along: the list, one layer, and bringing files."""

from django.http import HttpResponse
from django.shortcuts import render

from jiamenkou.siting.models import PopulationLayer
from jiamenkou.web.access import SignedIn, signed_in


@signed_in
def layer_list(request: SignedIn) -> HttpResponse:
    return render(request, "siting/layer_list.html", {"layers": PopulationLayer.objects.all()[:50]})


@signed_in
def new_layer(request: SignedIn) -> HttpResponse:
    return render(request, "siting/layer_list.html")


@signed_in
def layer_page(request: SignedIn, layer_id: int) -> HttpResponse:
    return render(request, "siting/layer_list.html")


@signed_in
def measure(request: SignedIn, layer_id: int) -> HttpResponse:
    return render(request, "siting/layer_list.html")


@signed_in
def new_network(request: SignedIn) -> HttpResponse:
    return render(request, "siting/layer_list.html")
