/* What is captured lies on the phone sealed. Its key is made here, and kept only wrapped under a key made from the PIN;
   unwrapped it lives in the memory of this page and nowhere else. */
"use strict";

const places = document.currentScript.dataset;
const store = new Dexie("fengqiao");
store.version(1).stores({ meta: "name", outbox: "++sequence, state", numbers: "text, entry" });

const ROUNDS = 600000;
const TRIES = 5; // wrong PINs before one has to wait
const WAIT = 5 * 60e3;
const utf8 = { to: (text) => new TextEncoder().encode(text), from: (bytes) => new TextDecoder().decode(bytes) };
const cookie = (name) => document.cookie.split("; ").find((one) => one.startsWith(`${name}=`))?.slice(name.length + 1) ?? "";

const vault = {
  key: null,
  known: () => store.meta.get("vault"),

  async fromPin(pin, salt) {
    const material = await crypto.subtle.importKey("raw", utf8.to(pin), "PBKDF2", false, ["deriveKey"]);
    const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations: ROUNDS };
    return crypto.subtle.deriveKey(how, material, { name: "AES-GCM", length: 256 }, false, ["wrapKey", "unwrapKey"]);
  },

  /* The first time: a key, its wrapping, and the phone's own token, which the office tells once. */
  async create(pin) {
    const given = await this.enrol();
    const salt = crypto.getRandomValues(new Uint8Array(16));
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, true, ["encrypt", "decrypt"]);
    const wrapped = await crypto.subtle.wrapKey("raw", key, await this.fromPin(pin, salt), { name: "AES-GCM", iv });
    this.key = key;
    await store.meta.put({ name: "vault", salt, iv, wrapped, tries: 0, ...(await this.registered(given)) });
  },

  /* The token of a phone has run out: another one, of the same post, for the same sealed things. */
  async renew() {
    const known = await this.known();
    const given = await this.enrol();
    if (given.post !== known.post) throw new Error("本机保存的内容属于另一岗位，请先换回原岗位。");
    await store.meta.put({ ...known, ...(await this.registered(given)) });
  },

  async registered(given) {
    return { token: await this.seal(given.secret), device: given.device, post: given.post, numbered: given.numbered };
  },

  async enrol() {
    const label = navigator.userAgent.match(/\(([^)]*)\)/)?.[1] ?? "移动终端";
    const headers = { "X-CSRFToken": cookie("fengqiao_csrf") };
    const answer = await fetch(places.device, { method: "POST", headers, body: new URLSearchParams({ label }) }).catch(() => null);
    if (!answer) throw new Error("第一次使用须在有网络时设置本机口令。");
    if (!answer.ok || answer.redirected) throw new Error("请先登录，再设置本机口令。");
    return answer.json();
  },

  async unlock(pin) {
    const known = await this.known();
    if (known.tries >= TRIES && Date.now() - known.failed < WAIT) throw new Error("口令错误次数过多，请5分钟后再试。");
    const algorithm = { name: "AES-GCM", iv: known.iv };
    this.key = await crypto.subtle
      .unwrapKey("raw", known.wrapped, await this.fromPin(pin, known.salt), algorithm, "AES-GCM", false, ["encrypt", "decrypt"])
      .catch(() => null);
    await store.meta.update("vault", this.key ? { tries: 0 } : { tries: known.tries + 1, failed: Date.now() });
    if (!this.key) throw new Error("口令不正确。");
  },

  async seal(value) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    return { iv, data: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, this.key, utf8.to(JSON.stringify(value))) };
  },

  async unseal({ iv, data }) {
    return JSON.parse(utf8.from(await crypto.subtle.decrypt({ name: "AES-GCM", iv }, this.key, data)));
  },

  /* A phone that was stopped by the office keeps nothing, and nobody stays signed in on it. */
  async wipe() {
    this.key = null;
    await store.delete();
    await Promise.all((await caches.keys()).map((name) => caches.delete(name)));
    await Promise.all((await navigator.serviceWorker.getRegistrations()).map((each) => each.unregister()));
    const headers = { "X-CSRFToken": cookie("fengqiao_csrf") };
    await fetch(places.signOut, { method: "POST", headers }).catch(() => null);
    location.replace(places.signIn);
  },
};

/* Ask for the PIN, or for a new one; true when the sealed things lie open. */
const askPin = async () => {
  if (vault.key) return true;
  const fresh = !(await vault.known());
  const dialog = document.getElementById("pin");
  const form = dialog.querySelector("form");
  const said = dialog.querySelector("[data-pin-said]");
  form.reset();
  said.textContent = "";
  dialog.querySelector("[data-pin-title]").textContent = fresh ? "设置本机口令" : "本机口令";
  dialog.querySelector("[data-pin-note]").textContent = fresh
    ? "保存在本机的内容用它加密，忘记了无法找回，请记住。"
    : "输入后才能保存、查看和上传本机的内容。";
  dialog.querySelector("[data-pin-again]").hidden = !fresh;
  form.again.required = fresh;
  dialog.showModal();
  return new Promise((resolve) => {
    const end = (opened) => {
      form.onsubmit = dialog.oncancel = null;
      dialog.close();
      resolve(opened);
    };
    dialog.oncancel = () => end(false);
    dialog.querySelector("[data-pin-cancel]").onclick = () => end(false);
    form.onsubmit = async (event) => {
      event.preventDefault();
      try {
        if (fresh && form.pin.value !== form.again.value) throw new Error("两次输入的不一样。");
        await (fresh ? vault.create(form.pin.value) : vault.unlock(form.pin.value));
        end(true);
      } catch (wrong) {
        said.textContent = wrong.message;
        form.pin.select();
      }
    };
  });
};
