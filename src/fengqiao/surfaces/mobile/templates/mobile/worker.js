{% load static %}/* The phone's service worker: the files of this release from the phone, its pages from the office, or from the phone without network. */
importScripts({% for file in workbox %}"{{ file }}"{% if not forloop.last %}, {% endif %}{% endfor %});
const { registerRoute, setCatchHandler } = workbox.routing;
const { CacheFirst, NetworkFirst } = workbox.strategies;
const FILES = "files-{{ release }}";
const PAGES = "pages";
const OFFLINE = "{% url 'mobile:offline' %}";
/* Only pages without a name of a person may stay on the phone, unsealed as they are. */
const KEPT = ["{% url 'mobile:home' %}", "{% url 'mobile:outbox' %}"];
/* A redirect to the sign-in page is not the page. */
const whole = { cacheWillUpdate: async ({ response }) => (response.ok && !response.redirected ? response : null) };
const anyKind = { ignoreVary: true };

const keep = async (cache, url) => {
  const response = await whole.cacheWillUpdate({ response: await fetch(url) });
  if (response) await cache.put(url, response);
};

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(
    caches
      .open(FILES)
      .then((cache) => cache.addAll([{% for file in files %}"{{ file }}", {% endfor %}]))
      .then(() => caches.open(PAGES))
      .then((cache) => Promise.all([OFFLINE, ...KEPT].map((url) => keep(cache, url)))),
  );
});
self.addEventListener("activate", (event) =>
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((name) => ![FILES, PAGES].includes(name)).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  ),
);

registerRoute(({ url }) => url.pathname.startsWith("{% get_static_prefix %}"), new CacheFirst({ cacheName: FILES }));
registerRoute(
  ({ url }) => KEPT.includes(url.pathname),
  new NetworkFirst({ cacheName: PAGES, plugins: [whole], matchOptions: anyKind, networkTimeoutSeconds: 4 }),
);
/* A blank form: its address says which form it is. */
registerRoute(
  ({ url }) => url.pathname.startsWith("{% url 'mobile:home' %}capture/") && url.searchParams.has("v"),
  new CacheFirst({ cacheName: PAGES, plugins: [whole], matchOptions: anyKind }),
);
registerRoute(
  ({ request }) => request.mode === "navigate" || request.headers.has("HX-Boosted"),
  ({ request }) => fetch(request),
);
setCatchHandler(({ request }) =>
  request.mode === "navigate" || request.headers.has("HX-Boosted") ? caches.match(OFFLINE, anyKind) : Response.error(),
);
