/** Asks the device where it is, only when told to, and rounds it to about 100 m. */
const offer = document.getElementById("near-me");
const fails = document.getElementById("near-me-fails");

if (offer && navigator.geolocation) {
  offer.hidden = false;
  offer.querySelector("button").addEventListener("click", (event) => {
    event.currentTarget.disabled = true;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const lon = coords.longitude.toFixed(3);
        const lat = coords.latitude.toFixed(3);
        location.assign(`${location.pathname}?lon=${lon}&lat=${lat}`);
      },
      () => {
        fails.hidden = false;
        offer.hidden = true;
        document.getElementById("near-q").focus();
      },
      { maximumAge: 60000, timeout: 15000 },
    );
  });
}
