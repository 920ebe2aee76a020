// In the editor of an assessment: a condition offers the questions above it, and the answers of the
// one it names, as they are typed now. Without this, those that were saved last are offered.
const ASKABLE = ["single", "multiple", "scale", "number"];
const lists = ["question", "answer"].map((of) => document.getElementById(`${of}-keys`));

const field = (name) => document.querySelector(`[name="${name}"]`);
const held = (name) => field(name)?.value.trim() ?? "";

// As the server makes a key of a wording: assessment/blocks/keyed.py.
function keyOf(wording) {
  const words = wording.replaceAll("_", " ").trim().split(/\s+/).slice(0, 6).join(" ");
  const plain = words.normalize("NFKD").replace(/[^\x00-\x7f]/g, "").toLowerCase();
  const joined = plain.replace(/[^\w\s-]/g, "").replace(/[-\s]+/g, "-");
  return joined.replace(/^[-_]+/, "").slice(0, 60).replace(/[-_]+$/, "");
}

function offered(prefix, wording) {
  const label = held(`${prefix}-${wording}`);
  return { prefix, label, key: held(`${prefix}-key`) || keyOf(label) };
}

const stands = (prefix) => field(`${prefix}-deleted`) && !held(`${prefix}-deleted`);
const place = (prefix) => Number(held(`${prefix}-order`));

function questionsAbove(own) {
  return [...document.querySelectorAll('[name^="questions-"][name$="-type"]')]
    .filter((type) => ASKABLE.includes(type.value))
    .map((type) => type.name.slice(0, -"-type".length))
    .filter((prefix) => stands(prefix) && place(prefix) < place(own))
    .sort((one, other) => place(one) - place(other))
    .map((prefix) => offered(`${prefix}-value`, "text"));
}

function answersOf(question) {
  const choices = `${question.prefix}-choices`;
  return [...Array(Number(held(`${choices}-count`))).keys()]
    .map((at) => `${choices}-${at}`)
    .filter(stands)
    .sort((one, other) => place(one) - place(other))
    .map((prefix) => offered(`${prefix}-value`, "label"));
}

function offer(list, options, before = "") {
  const shown = options.filter((each) => each.key);
  list.replaceChildren(...shown.map(({ key, label }) => new Option(label, before + key)));
}

function refresh({ target }) {
  const [, own, condition] = target.name?.match(/^(questions-\d+)(-value-show_if-\d+-value)-/) ?? [];
  if (!own || !lists.includes(target.list)) return;
  const questions = questionsAbove(own);
  if (target.list === lists[0]) return offer(lists[0], questions);
  const named = held(`${own}${condition}-question`);
  const question = questions.find(({ key }) => key === named || key === keyOf(named));
  const before = target.value.slice(0, target.value.lastIndexOf(",") + 1);
  offer(lists[1], question ? answersOf(question) : [], before && `${before} `);
}

document.addEventListener("focusin", refresh);
document.addEventListener("input", refresh);
