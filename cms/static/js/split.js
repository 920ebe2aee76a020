// Says, while a reader types, what the fields of a split come to. The server says it without this.
for (const split of document.querySelectorAll("[data-total]")) {
  const said = split.querySelector("output");
  const fields = [...split.querySelectorAll("input")];
  const say = () => {
    said.value = fields.reduce((sum, field) => sum + (Number(field.value) || 0), 0);
  };
  split.addEventListener("input", say);
  say();
}
