/* The phone: its service worker answers when there is no network. */
"use strict";

const self_script = document.currentScript;
if ("serviceWorker" in navigator) navigator.serviceWorker.register(self_script.dataset.worker);
