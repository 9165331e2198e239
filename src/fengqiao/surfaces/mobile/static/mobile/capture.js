/* A blank form of the phone: what is asked for follows from what was chosen; what was typed is sealed, then sent. */
"use strict";

/* data-when="kind=pay": shown and asked for while the field has that value; "on_the_spot=": while it is not ticked. */
const follow = (form) => {
  const filled = new FormData(form);
  all("[data-when]", form).forEach((place) => {
    const [name, value] = place.dataset.when.split("=");
    place.hidden = (filled.get(name) ?? "") !== value;
    all("input, select, textarea", place).forEach((control) => {
      control.disabled = place.hidden;
      control.required = true;
    });
  });
};
on("change", "#capture", (_, form) => follow(form));
whenShown(() => all("#capture").forEach(follow));

on("submit", "form[data-capture]", async (event, form) => {
  event.preventDefault();
  if (form.dataset.busy || !(await askPin())) return;
  if ((await vault.known()).post !== form.dataset.post) {
    document.getElementById("problem").textContent = "本机登记在您的另一岗位下，请先切换到那个岗位。";
    return;
  }
  form.dataset.busy = "yes";
  const { title, number } = await outbox.add(form);
  const saved = document.getElementById("saved").content.cloneNode(true);
  saved.querySelector("[data-saved-title]").textContent = title;
  saved.querySelector("[data-saved-number]").hidden = !number;
  saved.querySelector("[data-saved-text]").textContent = number;
  const main = document.getElementById("main");
  main.replaceChildren(saved);
  document.querySelector("[data-capture-foot]").remove();
  htmx.process(main);
  main.querySelector("[data-focus]").focus();
  await show();
  await sendAndTell();
});
