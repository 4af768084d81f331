"use strict";

// Every page works without this file; it only adds what a browser cannot do by itself.
document.querySelectorAll("[data-print]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
});

// Paper tells when it was printed, not when the page was opened.
window.addEventListener("beforeprint", () => {
  const mark = document.querySelector("[data-printed]");
  if (mark) {
    // The office's time, as everywhere on the page, whatever zone the computer keeps.
    const tell = (parts) => new Date().toLocaleString("en-GB", { timeZone: "Asia/Ho_Chi_Minh", ...parts });
    const day = tell({ day: "2-digit", month: "2-digit", year: "numeric" });
    const time = tell({ hour: "2-digit", minute: "2-digit" });
    mark.textContent = mark.dataset.printed.replace("hh:mm", time).replace("dd/mm/yyyy", day);
    mark.parentElement.hidden = false;
  }
});

const summary = document.getElementById("error-summary");
if (summary) {
  summary.focus();
}

// The responsibility matrix: arrows walk between cells, Enter opens one in place, Escape closes it.
document.querySelectorAll("[data-matrix-stage]").forEach((stage) => {
  const place = stage.querySelector("[data-cell-place]");
  const said = document.querySelector("[data-cell-said]");
  const cells = stage.querySelectorAll("td.mx > a");
  let current = stage.querySelector("td.mx > a[aria-current]") || cells[0];
  let asked = 0;
  if (!current) {
    return;
  }

  const stand = (cell) => {
    current.tabIndex = -1;
    current = cell;
    current.tabIndex = 0;
  };
  const unmark = () => {
    stage.querySelectorAll("td.mx > a[aria-current]").forEach((cell) => {
      cell.removeAttribute("aria-current");
      cell.removeAttribute("id");
    });
  };
  const isOpen = () => stage.classList.contains("matrix-stage--open");

  const close = () => {
    asked += 1;
    const address = new URL(window.location.href);
    address.searchParams.delete("o");
    address.hash = "";
    window.history.replaceState(null, "", address);
    place.replaceChildren();
    stage.classList.remove("matrix-stage--open");
    unmark();
    said.textContent = "";
    current.focus();
  };

  const open = async (cell) => {
    asked += 1;
    const mine = asked;
    stand(cell);
    place.setAttribute("aria-busy", "true");
    const answer = await fetch(stage.dataset.cellUrl + new URL(cell.href).search).catch(() => null);
    const text = answer && answer.ok ? await answer.text().catch(() => "") : "";
    if (mine !== asked) {
      return;
    }
    place.removeAttribute("aria-busy");
    if (!answer) {
      // No connection, or the person is leaving this page already.
      place.textContent = said.textContent = place.dataset.failed;
      stage.classList.add("matrix-stage--open");
      unmark();
      return;
    }
    const section = new DOMParser().parseFromString(text, "text/html").querySelector("[data-cell]");
    if (!section) {
      // Where the link leads says why: to the login page, or to what is no longer there.
      window.location.assign(cell.href);
      return;
    }
    unmark();
    cell.id = "chon";
    cell.setAttribute("aria-current", "true");
    place.replaceChildren(document.adoptNode(section));
    stage.classList.add("matrix-stage--open");
    window.history.replaceState(null, "", cell.href);
    const words = ["h2", ".verdict__word, .verdict__why"].map((path) => section.querySelector(path));
    said.textContent = words.map((found) => found.textContent.trim().replace(/\s+/g, " ")).join(": ");
    cell.focus();
    cell.scrollIntoView({ block: "nearest", inline: "nearest" });
  };

  const linkIn = (row, index) => row && row.cells[index] && row.cells[index].querySelector("a");
  const walk = (cell, key) => {
    const td = cell.parentElement;
    const row = td.parentElement;
    const rows = [...row.closest("table").querySelectorAll("tbody > tr:not(.matrix__group)")];
    const steps = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
    let [y, x] = [rows.indexOf(row), td.cellIndex];
    const [down, right] = steps[key];
    do {
      y += down;
      x += right;
    } while (rows[y] && x > 0 && x < row.cells.length && !linkIn(rows[y], x));
    return x > 0 ? linkIn(rows[y], x) : null;
  };
  const ends = (cell, key) => {
    const found = cell.closest("tr").querySelectorAll("td.mx > a");
    return key === "Home" ? found[0] : found[found.length - 1];
  };

  cells.forEach((cell) => {
    cell.tabIndex = cell === current ? 0 : -1;
  });
  document.querySelectorAll("[data-keys]").forEach((hint) => {
    hint.hidden = false;
  });

  stage.addEventListener("focusin", (event) => {
    if (event.target.matches("td.mx > a")) {
      stand(event.target);
    }
  });
  stage.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) {
      return;
    }
    if (event.target.closest("[data-close]")) {
      event.preventDefault();
      close();
      return;
    }
    const cell = event.target.closest("td.mx > a");
    if (!cell) {
      return;
    }
    event.preventDefault();
    if (cell.hasAttribute("aria-current")) {
      place.querySelector("h2").focus();
    } else {
      open(cell);
    }
  });
  stage.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && isOpen()) {
      close();
      return;
    }
    const cell = event.target.closest("td.mx > a");
    if (!cell || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    const isArrow = event.key.startsWith("Arrow");
    if (isArrow || event.key === "Home" || event.key === "End") {
      event.preventDefault();
      const next = isArrow ? walk(cell, event.key) : ends(cell, event.key);
      if (next) {
        next.focus();
      }
    }
  });
});
