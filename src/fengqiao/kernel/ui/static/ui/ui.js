/* Fengqiao: the little a page cannot do without script. Reads attributes only; holds no rule of the office. */
"use strict";

const on = (kind, selector, act) =>
  document.addEventListener(kind, (event) => {
    const found = event.target instanceof Element && event.target.closest(selector);
    if (found) act(event, found);
  });
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const whenShown = (act) => {
  act(document);
  document.addEventListener("htmx:load", (event) => act(event.target));
};

/* "/" goes to the search box, as the box says. */
document.addEventListener("keydown", (event) => {
  const box = document.querySelector("[data-find]");
  const typing = event.target.matches?.("input, textarea, select, [contenteditable]");
  if (event.key === "/" && box && !typing && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    box.focus();
  }
});

/* A folded-out panel closes on Escape and when the person goes on elsewhere. */
const panels = "details.fq-more, details.fq-confirm, details.fq-basis, .fq-reveal details";
document.addEventListener("keydown", (event) => {
  const open = event.key === "Escape" && event.target.closest?.("details[open]");
  if (open && open.matches(panels)) {
    open.open = false;
    open.querySelector("summary").focus();
  }
});
document.addEventListener("click", (event) => {
  all("details[open]").filter((one) => one.matches(panels) && !one.contains(event.target)).forEach((one) => (one.open = false));
});

/* What must be read takes the focus: error summaries, refusals, conflicts. */
whenShown((root) => all("[data-focus]:not(.fq-specimen *)", root.parentElement ?? root)[0]?.focus());
on("click", ".fq-alert a[href^='#']", (event, link) => {
  const field = document.getElementById(link.getAttribute("href").slice(1));
  const control = field?.matches("input, select, textarea") ? field : field?.querySelector("input, select, textarea");
  if (control) {
    event.preventDefault();
    control.focus();
    control.scrollIntoView({ block: "center" });
  }
});

/* Leaving a form with unsaved changes warns; sending it does not, and sends it once. */
let unsaved = false;
on("input", "form[data-guard]", () => (unsaved = true));
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  unsaved = false;
  if (form.method === "post" && !form.hasAttribute("hx-post")) {
    form.dataset.sent = "yes";
    setTimeout(() => delete form.dataset.sent, 8000);
  }
});
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.xhr.status >= 400 && event.target.closest("form[data-guard]")) unsaved = true;
});
window.addEventListener("pageshow", () => all("form[data-sent]").forEach((form) => delete form.dataset.sent));
window.addEventListener("beforeunload", (event) => {
  if (unsaved) event.preventDefault();
});

/* Selecting rows shows the bulk bar. */
const counted = (form) => {
  const ticks = all("input[name=row]", form);
  const chosen = ticks.filter((tick) => tick.checked);
  const bar = form.querySelector("[data-bulk]");
  const head = form.querySelector("[data-all]");
  ticks.forEach((tick) => tick.closest("tr").classList.toggle("on", tick.checked));
  if (!bar) return;
  bar.hidden = !chosen.length;
  bar.querySelector("[data-bulk-count]").textContent = chosen.length;
  head.checked = chosen.length === ticks.length;
  head.indeterminate = chosen.length > 0 && chosen.length < ticks.length;
  if (!chosen.length) bar.querySelector("[name=everything]").checked = false;
};
const tickAll = (form, state) => {
  all("input[name=row]", form).forEach((tick) => (tick.checked = state));
  counted(form);
};
on("change", "[data-rows] input[name=row]", (_, tick) => counted(tick.form));
on("change", "[data-all]", (_, head) => tickAll(head.form, head.checked));
on("click", "[data-bulk-clear]", (_, button) => tickAll(button.form, false));

/* After htmx has narrowed a list, export and saved view follow what is shown. */
document.addEventListener("htmx:afterSettle", () => {
  const shown = document.querySelector("[data-rows]")?.dataset.query;
  if (shown === undefined) return;
  all("[data-export]").forEach((link) => (link.search = shown));
  all("[data-params]").forEach((input) => (input.value = shown));
});

/* The region picker: an ARIA combobox over the options the server sends. */
const picker = (input) => {
  const box = input.closest("[data-region]");
  return { box, pop: box.querySelector(".fq-pop"), options: all("[role=option]", box), code: box.querySelector("[data-region-code]") };
};
const showPicker = (input, shown) => {
  const { pop, options } = picker(input);
  pop.hidden = !shown;
  input.setAttribute("aria-expanded", String(shown));
  if (shown && options.length) point(input, options[0]);
  if (!shown) input.removeAttribute("aria-activedescendant");
};
const point = (input, option) => {
  picker(input).options.forEach((one) => one.setAttribute("aria-selected", String(one === option)));
  input.setAttribute("aria-activedescendant", option.id);
  option.scrollIntoView({ block: "nearest" });
};
const pick = (input, option) => {
  const { code } = picker(input);
  code.value = option.dataset.code;
  input.value = option.dataset.name;
  showPicker(input, false);
  code.dispatchEvent(new Event("change", { bubbles: true }));
};
document.addEventListener("htmx:afterSwap", (event) => {
  const box = event.target.closest?.("[data-region]");
  const input = box?.querySelector("[role=combobox]");
  if (input && document.activeElement === input) showPicker(input, true);
});
on("input", "[data-region] [role=combobox]", (_, input) => (picker(input).code.value = ""));
on("focusout", "[data-region] [role=combobox]", (_, input) => showPicker(input, false));
on("mousedown", "[data-region] [role=option]", (event, option) => {
  event.preventDefault();
  pick(option.closest("[data-region]").querySelector("[role=combobox]"), option);
});
on("keydown", "[data-region] [role=combobox]", (event, input) => {
  const { pop, options } = picker(input);
  const at = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step && options.length) {
    event.preventDefault();
    if (pop.hidden) showPicker(input, true);
    else point(input, options[(at + step + options.length) % options.length]);
  } else if (event.key === "Enter" && !pop.hidden && at >= 0) {
    event.preventDefault();
    pick(input, options[at]);
  } else if (event.key === "Escape" && !pop.hidden) {
    showPicker(input, false);
  }
});

/* An 18-digit identity number says sex and birth date; whether it is right, the server says. */
on("input", "[data-fills]", (_, input) => {
  const said = input.closest(".fq-field")?.querySelector("[data-filled]");
  const match = /^\d{6}(\d{4})(\d\d)(\d\d)\d\d(\d)[\dXx]$/.exec(input.value.trim());
  const born = match && `${match[1]}-${match[2]}-${match[3]}`;
  const sex = match && (Number(match[4]) % 2 ? "男" : "女");
  if (said) said.textContent = match ? `${sex}，${born} 出生` : "";
  if (!match) return;
  const [sexField, birthField] = input.dataset.fills.split(" ").map((id) => document.getElementById(id));
  if (birthField) birthField.value = born;
  const named = (text) => text?.trim() === sex;
  if (sexField?.tagName === "SELECT") {
    const option = [...sexField.options].find((one) => named(one.text));
    if (option) sexField.value = option.value;
  } else if (sexField) {
    const label = all("label", sexField).find((one) => named(one.textContent));
    if (label) label.querySelector("input").checked = true;
  }
});

/* Small services: copy a number, print, go back, name the chosen files, say when the network is gone. */
on("click", "[data-copy]", async (_, button) => {
  await navigator.clipboard.writeText(button.dataset.copy);
  button.setAttribute("aria-label", "已复制");
  button.classList.add("is-done");
});
on("click", "[data-print]", () => window.print());
on("click", "[data-back]", () => window.history.back());
on("change", "[data-upload] input[type=file]", (_, input) => {
  const names = input.closest("[data-upload]").querySelector(".fq-upload-names");
  names.replaceChildren(...[...input.files].map((file) => Object.assign(document.createElement("li"), { textContent: file.name })));
});
const network = () => all("[data-offline]").forEach((bar) => (bar.hidden = navigator.onLine));
window.addEventListener("online", network);
window.addEventListener("offline", network);
network();
whenShown((root) => {
  const day = new Date(Date.now() + 8 * 3600e3).toISOString().slice(0, 10);
  all("input[data-today]", root).filter((input) => !input.value).forEach((input) => (input.value = day));
});
