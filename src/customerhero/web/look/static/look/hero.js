// Enhancements only: every page works without this file.
"use strict";
(() => {
  const root = document.documentElement;
  const isDark = () =>
    root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;

  for (const button of document.querySelectorAll("[data-theme-switch]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      root.dataset.theme = isDark() ? "light" : "dark";
      localStorage.setItem("theme", root.dataset.theme);
    });
  }

  // A partial update that ends at the sign-in page, or in an error, becomes a whole page: nothing is swallowed.
  addEventListener("htmx:beforeSwap", (event) => {
    if (!new URL(event.detail.xhr.responseURL).pathname.startsWith("/accounts/")) return;
    event.detail.shouldSwap = false;
    location.reload();
  });
  addEventListener("htmx:responseError", (event) => {
    if (event.detail.requestConfig.verb === "get") location.assign(event.detail.pathInfo.finalRequestPath);
  });
  addEventListener("htmx:sendError", () => {
    const place = document.querySelector("main");
    if (!place || place.querySelector(".unreachable")) return;
    const told = document.createElement("p");
    told.className = "flash error unreachable";
    told.setAttribute("role", "alert");
    told.textContent = document.body.dataset.unreachable;
    place.prepend(told);
  });

  // A menu closes with Escape and with a click beside it.
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const open = event.target.closest?.("details.menu[open], details.drop[open]");
    if (!open) return;
    open.open = false;
    open.querySelector("summary").focus();
  });
  addEventListener("click", (event) => {
    for (const open of document.querySelectorAll("details.menu[open], details.drop[open]")) {
      if (!open.contains(event.target)) open.open = false;
    }
  });
})();
