// Runs before the first paint, so that a chosen theme never flashes the other one. A file, because the content
// security policy allows no inline script.
(function () {
  try {
    var chosen = localStorage.getItem('millwright.theme');
    if (chosen === 'light' || chosen === 'dark') document.documentElement.dataset.theme = chosen;
  } catch (unavailable) {
    // Storage is blocked: the system's theme applies.
  }
})();
