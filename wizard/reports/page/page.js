"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const $ = (id) => document.getElementById(id);
  const make = (tag, attributes = {}, ...children) => {
    const made = document.createElement(tag);
    for (const [key, value] of Object.entries(attributes)) {
      if (key === "text") made.textContent = value;
      else if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
      else if (value !== null) made.setAttribute(key, value);
    }
    made.append(...children);
    return made;
  };
  const bytes = (n) => n >= 1e5 ? (n / 1e6).toFixed(1) + " MB" : n >= 1e3 ? (n / 1e3).toFixed(1) + " kB" : n + " B";
  const percent = (n) => (n / Math.max(data.tree.s, 1) * 100).toFixed(1) + "%";
  const told = (node) => (node.e ? "about " : "") + bytes(node.s) + ", " + percent(node.s);

  // The tree comes with names and sizes only; parents and colours are added here. A part keeps its colour below.
  const all = [];
  (function prepare(node, parent, depth) {
    node.parent = parent;
    node.c = node.c || [];
    all.push(node);
    node.c.forEach((child, i) => {
      const fresh = depth === 1 || (depth === 2 && parent.n === "engine");
      child.colour = depth === 0 ? (child.n === "payload" ? 7 : 0) : fresh ? (node.colour + i + (depth === 1 ? 0 : 1)) % 8 : node.colour;
      prepare(child, node, depth + 1);
    });
  })(data.tree, null, 0);

  let here = data.tree;
  let sorting = { key: "s", up: false };

  // Squarified treemap: rows along the shorter side, each as near to squares as it gets.
  function squarify(nodes, x, y, w, h) {
    const cells = [];
    let rest = nodes.filter((node) => node.s > 0);
    let total = rest.reduce((sum, node) => sum + node.s, 0);
    const worst = (row, sum, side, scale) => {
      const thickness = sum * scale / side;
      return Math.max(...row.map((node) => {
        const length = node.s * scale / thickness;
        return Math.max(length / thickness, thickness / length);
      }));
    };
    while (rest.length && w > 0 && h > 0) {
      const side = Math.min(w, h), scale = w * h / total;
      let row = [rest[0]], sum = rest[0].s;
      while (row.length < rest.length) {
        const next = rest[row.length];
        if (worst([...row, next], sum + next.s, side, scale) > worst(row, sum, side, scale)) break;
        row.push(next);
        sum += next.s;
      }
      const thickness = sum * scale / side;
      let at = 0;
      for (const node of row) {
        const length = node.s * scale / thickness;
        cells.push(w >= h ? { node, x, y: y + at, w: thickness, h: length } : { node, x: x + at, y, w: length, h: thickness });
        at += length;
      }
      if (w >= h) { x += thickness; w -= thickness; } else { y += thickness; h -= thickness; }
      rest = rest.slice(row.length);
      total -= sum;
    }
    return cells;
  }

  const place = (made, cell) => {
    made.style.left = cell.x + "px";
    made.style.top = cell.y + "px";
    made.style.width = Math.max(cell.w - 1, 0) + "px";
    made.style.height = Math.max(cell.h - 1, 0) + "px";
    return made;
  };

  const heading = 21, smallest = 46;

  // What is inside a cell, as far as it can be seen; a click opens it, the keyboard goes level by level.
  function fill(made, node, width, height) {
    if (width < smallest || height < smallest) return;
    for (const cell of squarify(node.c, 2, heading, width - 6, height - heading - 4)) {
      if (cell.w < 5 || cell.h < 5) continue;
      const box = place(make("span", { class: "inner colour" + (cell.node.colour || 0) }), cell);
      box.node = cell.node;
      if (cell.w > 40 && cell.h > 15) box.append(make("span", { class: "name", text: cell.node.n }));
      fill(box, cell.node, cell.w, cell.h);
      made.append(box);
    }
  }

  function drawMap(focus) {
    const map = $("map");
    const shown = here.c.length ? here.c : [here];
    const cells = squarify(shown, 0, 0, map.clientWidth, map.clientHeight);
    map.replaceChildren(...cells.filter((c) => c.w >= 3 && c.h >= 3).map((cell, i) => {
      const node = cell.node, label = node.n + ": " + told(node);
      const button = place(make("button", {
        type: "button", tabindex: i ? "-1" : "0", class: "cell colour" + (node.colour || 0), "aria-label": label + (node.c.length ? "; open" : ""),
      }), cell);
      button.node = node;
      if (cell.w > 34 && cell.h > 16) button.append(make("span", { class: "name", text: node.n }));
      if (cell.w > 90 && cell.h > 16) button.append(make("span", { class: "size", text: bytes(node.s) }));
      if (node !== here) fill(button, node, cell.w, cell.h);
      return button;
    }));
    if (focus) (map.querySelector("button") || map).focus();
  }

  const nodeAt = (target) => { const found = target.closest(".inner, .cell"); return found && found.node; };
  $("map").addEventListener("click", (event) => {
    let node = event.detail === 0 ? document.activeElement.node : nodeAt(event.target);
    while (node && !node.c.length && node.parent !== here) node = node.parent;
    if (node && node !== here && node.c.length) open(node, event.detail === 0);
  });
  $("map").addEventListener("mouseover", (event) => {
    const node = nodeAt(event.target);
    $("map").title = node ? trail(node, data.tree) + ": " + told(node) : "";
    if (node) say(node);
  });
  $("map").addEventListener("mouseleave", () => say(here));
  // One cell can be reached with Tab, the others from it with the arrow keys.
  $("map").addEventListener("focusin", (event) => {
    if (!event.target.node) return;
    for (const cell of $("map").querySelectorAll(".cell")) cell.tabIndex = cell === event.target ? 0 : -1;
    say(event.target.node);
  });

  function say(node) {
    $("here").textContent = (node === data.tree ? node.n : trail(node, data.tree)) + ": " + told(node) + (node.w ? ". " + node.w : "");
  }

  function drawPath() {
    const path = [];
    for (let node = here; node; node = node.parent) path.unshift(node);
    $("path").replaceChildren(...path.map((node, i) => {
      const last = i === path.length - 1;
      const button = make("button", { text: node.n, onclick: () => open(node, true), "aria-current": last ? "location" : null });
      return make("li", {}, button);
    }));
    say(here);
  }

  const trail = (node, from) => {
    const names = [];
    for (let at = node; at && at !== from; at = at.parent) names.unshift(at.n);
    return names.join(" / ");
  };

  // The parts of this place, the largest of them opened until there are enough; they add up to it.
  function largest() {
    const rows = here.c.length ? here.c.slice() : [here];
    while (rows.length < 12) {
      rows.sort((a, b) => b.s - a.s);
      const i = rows.findIndex((node) => node.c.length && node !== here);
      if (i < 0) break;
      rows.splice(i, 1, ...rows[i].c);
    }
    return rows;
  }

  function drawTable() {
    const wanted = $("search").value.trim().toLowerCase();
    const found = wanted
      ? all.filter((node) => node.parent && !node.c.length && trail(node, data.tree).toLowerCase().includes(wanted))
      : largest();
    const name = (node) => node === here ? node.n : trail(node, wanted ? data.tree : here);
    found.sort((a, b) => (sorting.key === "s" ? a.s - b.s : name(a).localeCompare(name(b))) * (sorting.up ? 1 : -1));
    const most = 500, widest = Math.max(...found.map((node) => node.s), 1);
    $("rows").replaceChildren(...found.slice(0, most).map((node) => {
      const open_ = node.c.length && node !== here;
      const bar = make("span", { class: "bar colour" + (node.colour || 0) });
      bar.style.width = (node.s / widest * 100) + "%";
      return make("tr", {},
        make("th", { scope: "row" }, open_ ? make("button", { text: name(node), onclick: () => open(node, false) }) : name(node)),
        make("td", { class: "number", text: (node.e ? "~ " : "") + bytes(node.s), title: node.s + " bytes" }),
        make("td", { class: "number", text: percent(node.s) }),
        make("td", { class: "bars", "aria-hidden": "true" }, bar));
    }));
    const sum = found.reduce((total, node) => total + node.s, 0);
    $("count").textContent = found.length + (found.length === 1 ? " part, " : " parts, ") + bytes(sum)
      + (found.length > most ? "; the first " + most + " are shown" : "");
    for (const head of document.querySelectorAll("th[data-key]")) {
      head.setAttribute("aria-sort", head.dataset.key !== sorting.key ? "none" : sorting.up ? "ascending" : "descending");
    }
  }

  function open(node, focus) {
    here = node;
    $("search").value = "";
    drawPath();
    drawMap(focus);
    drawTable();
  }

  // Arrow keys go to the nearest cell in that direction; Escape and Backspace go up.
  $("map").addEventListener("keydown", (event) => {
    if ((event.key === "Escape" || event.key === "Backspace") && here.parent) {
      event.preventDefault();
      open(here.parent, true);
      return;
    }
    const direction = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    const now = document.activeElement;
    if (!direction || !now.classList.contains("cell")) return;
    event.preventDefault();
    const middle = (made) => { const r = made.getBoundingClientRect(); return [r.left + r.width / 2, r.top + r.height / 2]; };
    const [x, y] = middle(now);
    let best = null, least = Infinity;
    for (const cell of $("map").querySelectorAll(".cell")) {
      const [cx, cy] = middle(cell), along = (cx - x) * direction[0] + (cy - y) * direction[1];
      const across = Math.abs((cx - x) * direction[1]) + Math.abs((cy - y) * direction[0]);
      if (cell !== now && along > 1 && along + 2 * across < least) { best = cell; least = along + 2 * across; }
    }
    if (best) best.focus();
  });

  for (const head of document.querySelectorAll("th[data-key] button")) {
    head.addEventListener("click", () => {
      const key = head.parentElement.dataset.key;
      sorting = { key, up: sorting.key === key ? !sorting.up : key === "n" };
      drawTable();
    });
  }
  $("search").addEventListener("input", drawTable);
  let waiting = 0;
  addEventListener("resize", () => { cancelAnimationFrame(waiting); waiting = requestAnimationFrame(() => drawMap(false)); });

  const themes = ["system", "light", "dark"];
  const keep = (theme) => { try { localStorage.setItem("theme", theme); } catch { /* a file opened from disk may not keep it */ } };
  const kept = () => { try { return localStorage.getItem("theme"); } catch { return null; } };
  const theme = (name) => {
    document.documentElement.dataset.theme = name;
    $("theme").textContent = "Colours: " + name;
  };
  $("theme").addEventListener("click", () => {
    const next = themes[(themes.indexOf(document.documentElement.dataset.theme) + 1) % themes.length];
    theme(next);
    keep(next);
  });
  theme(themes.includes(kept()) ? kept() : "system");

  document.documentElement.classList.add("ready");
  open(data.tree, false);
  document.documentElement.dataset.interactive = Math.round(performance.now());
})();
