// Replays past submissions with a progress bar. Without this, or when the stream breaks off, the
// same button gives the same report in one request.
const form = document.querySelector("[data-replay]");
const report = document.querySelector("[data-report]");

async function* lines(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    const whole = (rest + part.value).split("\n");
    rest = whole.pop();
    yield* whole.map((line) => JSON.parse(line));
  }
}

function say(done, total) {
  const said = form.querySelector("[data-progress]");
  said.hidden = false;
  said.querySelector("progress").value = total ? done / total : 1;
  said.querySelector("output").value = `${done.toLocaleString()} of ${total.toLocaleString()}`;
}

async function replay() {
  const query = new URLSearchParams(new FormData(form));
  query.delete("run");
  query.set("stream", "1");
  const response = await fetch(`?${query}`);
  if (!response.ok) throw new Error(response.statusText);
  let last;
  for await (last of lines(response)) {
    if ("total" in last) say(last.done, last.total);
  }
  if (!last || !("report" in last)) throw new Error("The stream broke off.");
  report.innerHTML = last.report;
}

form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = form.querySelector("button");
  button.disabled = true;
  try {
    await replay();
  } catch {
    form.submit();
  }
  button.disabled = false;
});
