/** <place-map>: doors, shapes and dots from its JSON with MapLibre; the list works without it. */
import * as maplibre from "../vendor/maplibre-gl/maplibre-gl.mjs";
import { calm, colour, facts, onChange } from "./tokens.js";

const TONES = {
  keep: "ink", open: "door", late: "door", move: "slate", info: "slate", close: "gone",
  ok: "jade", due: "amber",
};
const METRES_A_DEGREE = 111_320;
const DOOR = '<svg viewBox="0 0 24 28" aria-hidden="true"><path d="M3 26V12a9 9 0 0 1 18 0v14z"/></svg>';

class PlaceMap extends HTMLElement {
  connectedCallback() {
    this.ground = this.querySelector(".map-ground");
    maplibre.setWorkerUrl(this.dataset.worker);
    try {
      this.show();
    } catch {
      this.giveUp();
    }
  }

  disconnectedCallback() {
    this.forget?.();
    this.map?.remove();
  }

  /** Without WebGL the list is the map. */
  giveUp() {
    this.ground.hidden = true;
    this.querySelector(".map-missing").hidden = false;
    this.querySelector("details").open = true;
  }

  show() {
    this.spec = facts(this);
    this.map = new maplibre.Map({
      container: this.ground,
      style: style(this.spec),
      bounds: bounds(this.spec),
      fitBoundsOptions: { padding: 44, maxZoom: 15 },
      cooperativeGestures: matchMedia("(pointer: coarse)").matches,
      attributionControl: false,
      dragRotate: false,
      pitchWithRotate: false,
      locale: JSON.parse(this.dataset.words),
    });
    this.map.touchZoomRotate.disableRotation();
    this.map.addControl(new maplibre.NavigationControl({ showCompass: false }), "top-right");
    this.map.addControl(new maplibre.ScaleControl({ unit: "metric" }), "bottom-left");
    this.markers = this.spec.doors.map((door) => this.mark(door));
    this.map.on("moveend", () => this.thin());
    this.map.on("click", "shape-fill", (event) => this.explain(event));
    this.thin();
    this.forget = onChange(this, () => this.redraw());
    this.addEventListener("click", (event) => this.fly(event));
  }

  redraw() {
    this.spec = facts(this);
    this.map.setStyle(style(this.spec));
    this.markers.forEach((marker) => marker.remove());
    this.markers = this.spec.doors.map((door) => this.mark(door));
    this.thin();
  }

  mark(door) {
    const element = document.createElement("button");
    element.type = "button";
    element.className = `map-marker tone-${door.tone}`;
    element.setAttribute("aria-label", [door.title, door.note].filter(Boolean).join(" · "));
    element.innerHTML = DOOR;
    const name = document.createElement("span");
    name.className = "name";
    name.textContent = door.title;
    element.append(name);
    const popup = new maplibre.Popup({ offset: 34 }).setDOMContent(words(door));
    return new maplibre.Marker({ element, anchor: "bottom" })
      .setLngLat(door.at).setPopup(popup).addTo(this.map);
  }

  /** Names where there is room: none lies on another, nor on a door. */
  thin() {
    const names = this.markers.map((marker) => marker.getElement().querySelector(".name"));
    names.forEach((name) => { name.hidden = false; });
    const taken = this.markers.map((marker) => marker.getElement().querySelector("svg").getBoundingClientRect());
    const boxes = names.map((name) => name.getBoundingClientRect());
    names.forEach((name, number) => {
      const free = taken.every((other, owner) => owner === number || apart(other, boxes[number]));
      if (free) taken.push(boxes[number]);
      name.hidden = !free;
    });
  }

  explain(event) {
    if (event.originalEvent.target.closest(".map-marker")) return;
    const about = event.features[0].properties;
    new maplibre.Popup().setLngLat(event.lngLat).setDOMContent(words(about)).addTo(this.map);
  }

  fly(event) {
    const number = event.target.closest("[data-door]")?.dataset.door;
    if (number === undefined) return;
    const marker = this.markers[Number(number)];
    this.ground.scrollIntoView({ block: "nearest" });
    this.map.flyTo({ center: marker.getLngLat(), zoom: Math.max(this.map.getZoom(), 14), animate: !calm });
    if (!marker.getPopup().isOpen()) marker.togglePopup();
  }
}

function apart(one, other) {
  return one.right < other.left || other.right < one.left || one.bottom < other.top || other.bottom < one.top;
}

function words({ title, note, href }) {
  const box = document.createElement("div");
  const name = document.createElement(href ? "a" : "strong");
  if (href) name.href = href;
  name.textContent = title;
  const rest = document.createElement("div");
  rest.textContent = note;
  box.append(name, rest);
  return box;
}

function bounds({ doors, shapes, dots }) {
  const box = new maplibre.LngLatBounds();
  doors.forEach((door) => box.extend(door.at));
  dots.forEach(([lon, lat]) => box.extend([lon, lat]));
  shapes.features.forEach((shape) => corners(shape.geometry.coordinates, box));
  return box.isEmpty() ? [[73, 18], [135, 54]] : box;
}

function corners(coordinates, box) {
  if (typeof coordinates[0] === "number") box.extend(coordinates.slice(0, 2));
  else coordinates.forEach((inner) => corners(inner, box));
}

function style(spec) {
  const sources = {
    shapes: { type: "geojson", data: spec.shapes },
    circles: { type: "geojson", data: circles(spec.doors) },
    dots: { type: "geojson", data: dots(spec.dots) },
  };
  const layers = [{ id: "ground", type: "background", paint: { "background-color": colour("wash") } }];
  if (spec.tiles) {
    sources.tiles = { type: "raster", tiles: [spec.tiles], tileSize: 256 };
    layers.push({ id: "tiles", type: "raster", source: "tiles", paint: { "raster-saturation": -0.6 } });
  }
  return { version: 8, sources, layers: [...layers, ...ours()] };
}

function ours() {
  const tone = ["match", ["get", "tone"], ...Object.entries(TONES).flatMap(([name, token]) => [name, colour(token)]), colour("slate")];
  const area = ["==", ["geometry-type"], "Polygon"];
  return [
    { id: "shape-fill", type: "fill", source: "shapes", filter: area, paint: { "fill-color": tone, "fill-opacity": 0.06 } },
    { id: "shape-line", type: "line", source: "shapes", paint: { "line-color": tone, "line-width": 1.6, "line-opacity": 0.75 } },
    { id: "circle-fill", type: "fill", source: "circles", paint: { "fill-color": tone, "fill-opacity": 0.1 } },
    { id: "circle-line", type: "line", source: "circles", paint: { "line-color": tone, "line-opacity": 0.4 } },
    {
      id: "dots", type: "circle", source: "dots",
      paint: {
        "circle-color": colour("home"), "circle-opacity": 0.5,
        "circle-radius": ["interpolate", ["linear"], ["zoom"], 9, ["min", ["sqrt", ["get", "weight"]], 3], 16, ["min", ["*", 3, ["sqrt", ["get", "weight"]]], 14]],
      },
    },
  ];
}

const dots = (points) => collection(points.map(([lon, lat, weight]) =>
  feature({ type: "Point", coordinates: [lon, lat] }, { weight })));

const circles = (doors) => collection(doors.filter((door) => door.radius > 0).map((door) =>
  feature({ type: "Polygon", coordinates: [ring(door)] }, { tone: door.tone === "keep" ? "ok" : door.tone })));

function ring({ at: [lon, lat], radius }) {
  const tall = radius / METRES_A_DEGREE;
  const wide = tall / Math.cos((lat * Math.PI) / 180);
  return Array.from({ length: 65 }, (_, i) => {
    const turn = (i / 64) * 2 * Math.PI;
    return [lon + wide * Math.cos(turn), lat + tall * Math.sin(turn)];
  });
}

const feature = (geometry, properties) => ({ type: "Feature", geometry, properties });
const collection = (features) => ({ type: "FeatureCollection", features });

customElements.define("place-map", PlaceMap);
