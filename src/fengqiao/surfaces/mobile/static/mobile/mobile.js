/* The phone as a whole: its service worker, the blank forms it keeps, and signing out. */
"use strict";

navigator.serviceWorker?.register(document.currentScript.dataset.worker);

/* The blank forms of this release stay on the phone, earlier ones go. */
const keepForms = async () => {
  const links = all("a[data-kept]").map((link) => new URL(link.href));
  if (!links.length || !navigator.onLine || !navigator.serviceWorker) return;
  await navigator.serviceWorker.ready;
  const cache = await caches.open("pages");
  for (const url of links) {
    if (!(await cache.match(url, { ignoreVary: true }))) {
      const answer = await fetch(url);
      if (answer.ok && !answer.redirected) await cache.put(url, answer);
    }
  }
  for (const { url } of await cache.keys()) {
    const { pathname, search } = new URL(url);
    if (links.some((link) => link.pathname === pathname && link.search !== search)) await cache.delete(url, { ignoreVary: true });
  }
  document.documentElement.dataset.ready = "yes"; // now everything works without network
};
whenShown(() => keepForms());

/* Signing out wipes the phone: who has something to upload is told first. */
whenShown(async () => {
  const key = document.querySelector("[data-device-key]");
  if (key) key.value = (await vault.known())?.device ?? "";
});
on("submit", "form[data-sign-out]", async (event, form) => {
  if (form.dataset.sure) return;
  event.preventDefault();
  const waiting = await store.outbox.where("state").anyOf("waiting", "foreign", "failed").count();
  form.dataset.sure = "yes";
  delete form.dataset.sent;
  if (waiting) form.querySelector("[role=status]").textContent = `还有 ${waiting} 条没有上传，退出后会丢失。确定要退出，请再按一次。`;
  else form.requestSubmit();
});
