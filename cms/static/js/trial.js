// Shows a reader one of the two faces of a call to action, always the same one, and says once that
// it was seen. Who has no script, keeps nothing or asks not to be followed sees the first, uncounted.
const unfollowed = navigator.globalPrivacyControl || navigator.doNotTrack === "1";

function tell(id, variant, key) {
  if (localStorage.getItem(key) !== variant) return;
  localStorage.setItem(key, `${variant} seen`);
  fetch(`/api/v1/trials/${id}/seen/`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ variant }),
    keepalive: true,
  }).catch(() => localStorage.setItem(key, variant));
}

for (const trial of unfollowed ? [] : document.querySelectorAll("[data-trial]")) {
  const id = trial.dataset.trial;
  const key = `trial-${id}`;
  try {
    localStorage[key] ??= Math.random() < 0.5 ? "a" : "b";
  } catch {
    break;
  }
  const variant = localStorage[key][0];
  const [a, b] = trial.children;
  a.querySelector("a").href = b.querySelector("a").href.replace(`~${id}b`, `~${id}a`);
  a.hidden = variant === "b";
  b.hidden = !a.hidden;
  new IntersectionObserver((entries, observer) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    observer.disconnect();
    tell(id, variant, key);
  }).observe(trial);
}
