// Everything is there without this script. It adds filters, links that show one row, copying and keys.
(() => {
  const all = (query, from = document) => [...from.querySelectorAll(query)];
  const byId = (id) => document.getElementById(id);
  const button = (after, words, act) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "copy";
    made.textContent = words;
    made.onclick = () => act(made);
    after.after(" ", made);
  };

  // A copy button behind each command; in rows when they are opened.
  const copy = (code) =>
    button(code, "copy", async (made) => {
      await navigator.clipboard.writeText(code.textContent);
      made.textContent = "copied";
    });
  all("dd > .pf").forEach(copy);
  document.addEventListener("toggle", (event) => all(":scope > .pf:last-child", event.target).forEach(copy), true);

  // The contents list marks the section in view.
  const links = new Map(all(".toc a").map((a) => [a.hash.slice(1), a]));
  const seen = new IntersectionObserver((found) => {
    for (const one of found)
      if (one.isIntersecting) {
        for (const a of links.values()) a.removeAttribute("aria-current");
        links.get(one.target.id)?.setAttribute("aria-current", "true");
      }
  }, { rootMargin: "0px 0px -85% 0px" });
  for (const one of all("main > section")) seen.observe(one);

  addEventListener("beforeprint", () => {
    if (document.body.className) for (const one of all("details")) one.open = true;
  });

  const jump = () => {
    const target = byId(location.hash.slice(1));
    for (let up = target; up; up = up.parentElement) {
      if (up.tagName === "DETAILS") up.open = true;
      up.hidden = false;
    }
    target?.scrollIntoView({ block: target.tagName === "TR" ? "center" : "start" });
  };
  const bar = byId("filter");
  if (!bar) {
    addEventListener("hashchange", jump);
    return jump();
  }

  bar.hidden = false;
  const text = bar.querySelector("input"), out = bar.querySelector("output"), engine = bar.querySelector("select");
  const boxes = all("[type=checkbox]", bar), rules = all(".rule");
  const rows = new Map(rules.map((rule) => [rule, all("tbody tr", rule)]));
  // What only a link asks for: one rule, one object.
  let asked = {};

  const state = () => {
    const now = { ...asked, q: text.value.trim(), eng: engine?.value };
    for (const name of ["sev", "st"]) {
      const group = boxes.filter((box) => box.name === name), on = group.filter((box) => box.checked);
      now[name] = on.length < group.length && (on.map((box) => box.value).join() || "none");
    }
    return now;
  };
  const apply = (write) => {
    const now = state(), word = now.q.toLowerCase();
    const fits = (row, rule, head) =>
      (!now.sev || now.sev.includes(row.dataset.v || rule.dataset.v)) &&
      (!now.st || now.st.includes(row.dataset.s || "open")) &&
      (!now.eng || row.dataset.e === now.eng) &&
      (!now.obj || row.querySelector("a").hash === "#object-" + now.obj) &&
      (!word || head.includes(word) || row.textContent.toLowerCase().includes(word));
    let found = 0, total = 0;
    for (const rule of rules) {
      const head = rule.firstElementChild.textContent.toLowerCase(), mine = rows.get(rule);
      let kept = 0;
      if (!now.rule || rule.id === "rule-" + now.rule)
        for (const row of mine) kept += !(row.hidden = !fits(row, rule, head));
      rule.hidden = !kept;
      rule.querySelector(".cnt").dataset.f = kept < mine.length ? kept + " of " : "";
      found += kept;
      total += mine.length;
    }
    out.textContent = (found < total ? found + " of " : "") + total + " findings";
    const parts = Object.entries(now).filter((pair) => pair[1]).map((pair) => pair[0] + "=" + encodeURIComponent(pair[1]));
    if (write) history.replaceState(null, "", "#findings" + (parts.length ? "?" + parts.join("&").replaceAll("%2C", ",") : ""));
  };
  const reset = (query = "") => {
    const to = new URLSearchParams(query), get = (name) => to.get(name) || "";
    for (const box of boxes) box.checked = !get(box.name) || get(box.name).split(",").includes(box.value);
    text.value = get("q");
    if (engine) engine.value = get("eng");
    asked = { rule: get("rule"), obj: get("obj") };
    apply(!query);
  };
  const read = () => {
    const hash = location.hash;
    if (!hash.startsWith("#findings?")) return jump();
    reset(hash.slice(10));
    if (asked.obj || asked.rule) for (const rule of rules) rule.open = !rule.hidden;
    byId("findings").scrollIntoView();
  };
  // A page opened at one finding shows that row alone, under its why and fix.
  const only = () => {
    const row = location.hash.startsWith("#finding-") && byId(location.hash.slice(1)), rule = row && row.closest(".rule");
    const mine = rows.get(rule) || [];
    if (mine.length < 9) return;
    for (const other of mine) other.hidden = other !== row;
    button(rule.querySelector("dl"), "Only the linked finding is shown. Show all " + mine.length, (made) => {
      made.remove();
      apply();
    });
    rule.scrollIntoView();
  };

  let wait;
  bar.addEventListener("input", () => {
    clearTimeout(wait);
    wait = setTimeout(apply, 120, true);
  });
  bar.addEventListener("submit", (event) => event.preventDefault());
  bar.addEventListener("click", (event) => {
    const what = event.target.dataset.do;
    if (what === "reset") reset();
    else if (what) for (const rule of rules) rule.open = what === "open";
  });
  byId("findings").addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const key = event.key, step = { j: 1, k: -1 }[key];
    if (key === "Escape") reset();
    if (event.target === text || event.target === engine) return;
    if (key === "/") {
      text.focus();
      event.preventDefault();
    }
    if (step) {
      const heads = rules.filter((rule) => !rule.hidden).map((rule) => rule.firstElementChild);
      const at = heads.indexOf(document.activeElement.closest(".rule")?.firstElementChild);
      (heads[at + step] || heads[0])?.focus();
    }
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-f]");
    if (!link) return;
    event.preventDefault();
    location.hash = "#findings?" + link.dataset.f;
  });
  addEventListener("hashchange", read);
  apply();
  read();
  only();
})();
