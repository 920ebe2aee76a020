// Draws the map anew while a threshold moves, and says which rule decides where one points. Without
// this the form's button draws it, and each region has its title.
const map = document.querySelector("[data-lane-map]");
const form = map?.querySelector("form");
const shown = map?.querySelector("[data-lane-map-shown]");
let latest = 0;

async function draw() {
  const mine = ++latest;
  const address = `?${new URLSearchParams(new FormData(form))}`;
  const response = await fetch(address);
  if (!response.ok) return;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const drawn = page.querySelector("[data-lane-map-shown]");
  if (mine !== latest || !drawn) return;
  shown.replaceChildren(...drawn.childNodes);
  history.replaceState(null, "", address);
}

function say(event) {
  const region = event.target.closest?.(".lane-map-region");
  const said = shown.querySelector("[data-lane-map-says]");
  if (!region || !said) return;
  const title = region.querySelector("title").textContent;
  if (event.type === "focusin") {
    said.textContent = region.getAttribute("aria-label");
    return;
  }
  const drawing = region.ownerSVGElement;
  const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(
    drawing.getScreenCTM().inverse(),
  );
  said.textContent = `${Math.floor(at.x)} across, ${100 - Math.floor(at.y)} up: ${title}`;
}

let waiting;
form?.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(draw, 150);
});
shown?.addEventListener("pointermove", say);
shown?.addEventListener("focusin", say);
