// Runs before the first paint, so that a chosen colour scheme never flashes. A browser may refuse its memory.
try {
  const chosen = localStorage.getItem("theme");
  if (chosen) document.documentElement.dataset.theme = chosen;
} catch {
  // Then the system's scheme stays.
}
