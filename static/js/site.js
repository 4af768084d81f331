"use strict";

// Every page works without this file; it only adds what a browser cannot do by itself.
document.querySelectorAll("[data-print]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
});

const summary = document.getElementById("error-summary");
if (summary) {
  summary.focus();
}
