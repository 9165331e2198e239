/* What waits for upload: sealed in the order it was captured, sent one by one, shown to whoever knows the PIN. */
"use strict";

const addresses = document.currentScript.dataset;
const WORDS = { waiting: "等待上传", done: "已上传", refused: "待补正", foreign: "没有上传", failed: "没有上传" };
const DAY = 86400e3;

const outbox = {
  sending: false,

  /* Seal what was typed; with a number out of the phone's block where the register gives such. */
  async add(form) {
    const values = {};
    for (const [name, value] of new FormData(form)) {
      if (typeof value === "string" && !["csrfmiddlewaretoken", "idempotency_key"].includes(name)) (values[name] ??= []).push(value);
    }
    const { post } = await vault.known();
    const number = "numbered" in form.dataset ? await this.takeNumber(form.dataset.capture) : "";
    const title = form.dataset.title.replace(/\{(\w+)\}/g, (_, name) => values[name]?.[0].slice(0, 20) ?? "");
    const envelope = {
      uid: crypto.randomUUID(), entry: form.dataset.capture, form: form.dataset.form, post, number, values,
      at: new Date().toISOString(),
    };
    await store.outbox.add({ state: "waiting", at: Date.now(), sealed: await vault.seal({ title, number, envelope }) });
    return { title, number };
  },

  takeNumber: (entry) =>
    store.transaction("rw", store.numbers, async () => {
      const year = String(new Date().getFullYear());
      const free = (await store.numbers.where({ entry }).toArray())
        .filter((one) => !one.used && one.year === year && Date.parse(one.until) > Date.now())
        .sort((one, other) => one.serial - other.serial)[0];
      if (!free) return "";
      await store.numbers.update(free.text, { used: true });
      return free.text;
    }),

  async keepNumbers(given) {
    for (const [entry, numbers] of Object.entries(given)) {
      for (const [serial, one] of numbers.entries()) {
        if (!(await store.numbers.get(one.text))) await store.numbers.add({ ...one, entry, serial, used: false });
      }
    }
  },

  async held() {
    const free = await store.numbers.filter((one) => !one.used && Date.parse(one.until) > Date.now()).toArray();
    const { numbered } = await vault.known();
    return Object.fromEntries(numbered.map((entry) => [entry, free.filter((one) => one.entry === entry).length]));
  },

  /* Everything that waits, in its order; what the office did not take stays. Says what happened. */
  async send() {
    if (this.sending || !vault.key || !navigator.onLine) return "";
    this.sending = true;
    try {
      const rows = await store.outbox.where("state").equals("waiting").sortBy("sequence");
      for (const row of rows) {
        const said = await this.upload(row);
        await show();
        if (said) return said;
      }
      return rows.length ? `${rows.length} 条已上传。` : (await this.upload(null)) || "没有待上传的。";
    } finally {
      this.sending = false;
    }
  },

  /* One of them, or nothing but the question for numbers. Returns why it must be tried later. */
  async upload(row) {
    const { token } = await vault.known();
    const sealed = row && (await vault.unseal(row.sealed));
    const envelopes = row ? [{ ...sealed.envelope, sequence: row.sequence }] : [];
    const answer = await fetch(addresses.upload, {
      method: "POST",
      credentials: "omit",
      headers: { Authorization: `Bearer ${await vault.unseal(token)}`, "Content-Type": "application/json" },
      body: JSON.stringify({ device_time: new Date().toISOString(), envelopes, held: await this.held() }),
    }).catch(() => null);
    if (answer?.status === 410) {
      await vault.wipe();
      return "本机已被停用。";
    }
    if (answer?.status === 401) return vault.renew().then(() => this.upload(row), (wrong) => wrong.message);
    if (answer?.status === 400 && row) {
      await store.outbox.update(row.sequence, { state: "failed" });
      return "";
    }
    if (!answer?.ok) return "没有传上去，稍后自动再传。";
    const said = await answer.json();
    await this.keepNumbers(said.numbers);
    if (row) {
      const [{ uid, state, number, errors }] = said.outcomes;
      const kept = { title: sealed.title, told: sealed.number, number, errors, uid };
      if (state === "foreign") kept.envelope = sealed.envelope;
      await store.outbox.update(row.sequence, { state, sealed: await vault.seal(kept) });
    }
    return "";
  },

  /* What arrived is remembered for a week. */
  tidy: () => store.outbox.filter((row) => ["done", "refused"].includes(row.state) && Date.now() - row.at > 7 * DAY).delete(),
};

const moment = (at) => new Date(at).toLocaleString("zh-CN", { month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit" });

const noteOf = (row, { told, number, errors }) => {
  const changed = told && number && told !== number ? `，编号改为 ${number}（原号段已到期）` : number ? `，编号 ${number}` : "";
  const why = errors?.length ? `：${errors.join("")}` : "";
  return `${moment(row.at)} · ${WORDS[row.state]}${row.state === "done" ? changed : why}`;
};

/* The counts on every page, and the list on its own. */
const show = async () => {
  const waiting = await store.outbox.where("state").equals("waiting").count();
  all("[data-waiting]").forEach((place) => (place.textContent = waiting ? `待上传 ${waiting} 条` : "没有待上传的"));
  all("[data-count]").forEach((place) => (place.textContent = waiting ? ` ${waiting}` : ""));
  all("[data-waiting-card]").forEach((card) => (card.hidden = !waiting));
  const list = document.querySelector("[data-outbox]");
  if (!list) return;
  const rows = await store.outbox.reverse().toArray();
  document.querySelector("[data-open-outbox]").hidden = Boolean(vault.key) || !rows.length;
  list.hidden = !vault.key || !rows.length;
  if (list.hidden) return;
  const shown = [];
  for (const row of rows) {
    const kept = await vault.unseal(row.sealed);
    const line = document.getElementById("outbox-row").content.cloneNode(true);
    line.querySelector("[data-row-title]").textContent = kept.title;
    line.querySelector("[data-row-note]").textContent = noteOf(row, kept);
    const link = line.querySelector("[data-row-link]");
    link.hidden = row.state !== "refused";
    link.href = `${addresses.corrections}${kept.uid}/`;
    shown.push(line);
  }
  list.replaceChildren(...shown);
  htmx.process(list);
};

const sendAndTell = async () => {
  const said = await outbox.send();
  const place = document.querySelector("[data-sent]");
  if (place) place.textContent = said;
  await show();
};
on("click", "[data-send-now]", async () => {
  if (!navigator.onLine) document.querySelector("[data-sent]").textContent = "没有网络，有网络时自动上传。";
  else if (await askPin()) await sendAndTell();
});
on("click", "[data-open-outbox]", async () => (await askPin()) && show());
window.addEventListener("online", sendAndTell);
outbox.tidy();
whenShown(() => show());
