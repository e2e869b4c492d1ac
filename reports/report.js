// Everything is there without this script. It adds filters, links that show one row, copying and keys.
(() => {
  const bar = document.getElementById("filter");
  const all = (query, from = document) => [...from.querySelectorAll(query)];
  const byId = (id) => document.getElementById(id);

  // A copy button behind each command.
  for (const code of all("dd > code.pf")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = "copy";
    button.setAttribute("aria-label", "Copy the command");
    button.onclick = () => navigator.clipboard.writeText(code.textContent).then(() => { button.textContent = "copied"; });
    code.after(" ", button);
  }

  // The contents list marks the section in view.
  const links = new Map(all(".toc a").map((a) => [a.hash.slice(1), a]));
  const seen = new IntersectionObserver((found) => {
    for (const one of found) {
      if (!one.isIntersecting) continue;
      for (const a of links.values()) a.removeAttribute("aria-current");
      links.get(one.target.id)?.setAttribute("aria-current", "true");
    }
  }, { rootMargin: "0px 0px -85% 0px" });
  for (const one of all("main > section")) seen.observe(one);

  addEventListener("beforeprint", () => {
    if (document.body.className === "all") for (const one of all("details")) one.open = true;
  });

  const show = (element) => {
    for (let up = element; up; up = up.parentElement) {
      if (up.tagName === "DETAILS") up.open = true;
      up.hidden = false;
    }
  };
  const jump = () => {
    const target = byId(location.hash.slice(1));
    if (!target) return;
    show(target);
    target.scrollIntoView({ block: target.tagName === "TR" ? "center" : "start" });
  };
  if (!bar) {
    addEventListener("hashchange", jump);
    return jump();
  }

  const text = bar.querySelector("input"), out = bar.querySelector("output");
  const boxes = all("[type=checkbox]", bar), engine = bar.querySelector("select");
  const rules = all(".rule"), rows = new Map(rules.map((rule) => [rule, all("tbody tr", rule)]));
  // What only a link can ask for: one rule, one object.
  let asked = {};
  bar.hidden = false;

  const state = () => {
    const now = { ...asked, q: text.value.trim(), eng: engine ? engine.value : "" };
    for (const name of ["sev", "st"]) {
      const group = boxes.filter((box) => box.name === name), on = group.filter((box) => box.checked);
      now[name] = on.length < group.length ? on.map((box) => box.value).join() || "none" : "";
    }
    return now;
  };
  const fits = (row, rule, now, word, head) =>
    (!now.sev || now.sev.split(",").includes(row.dataset.v || rule.dataset.v)) &&
    (!now.st || now.st.split(",").includes(row.dataset.s || "open")) &&
    (!now.eng || row.dataset.e === now.eng) &&
    (!now.obj || row.querySelector("a").hash === "#object-" + now.obj) &&
    (!word || head.includes(word) || row.textContent.toLowerCase().includes(word));
  const apply = (write) => {
    const now = state(), word = now.q.toLowerCase();
    let found = 0, total = 0;
    for (const rule of rules) {
      const head = rule.firstElementChild.textContent.toLowerCase(), mine = rows.get(rule);
      let kept = 0;
      if (!now.rule || rule.id === "rule-" + now.rule)
        for (const row of mine) kept += !(row.hidden = !fits(row, rule, now, word, head));
      rule.hidden = !kept;
      const count = rule.querySelector(".cnt");
      if (kept < mine.length) count.dataset.f = kept + " of ";
      else delete count.dataset.f;
      found += kept;
      total += mine.length;
    }
    out.textContent = found === total ? total + " findings" : found + " of " + total + " findings";
    if (!write) return;
    const parts = Object.entries(now).filter((pair) => pair[1]).map(([name, value]) => name + "=" + encodeURIComponent(value));
    history.replaceState(null, "", "#findings" + (parts.length ? "?" + parts.join("&").replaceAll("%2C", ",") : ""));
  };
  const reset = (to) => {
    for (const box of boxes) {
      const want = to.get(box.name);
      box.checked = !want || want.split(",").includes(box.value);
    }
    text.value = to.get("q") || "";
    if (engine) engine.value = to.get("eng") || "";
    asked = { rule: to.get("rule") || "", obj: to.get("obj") || "" };
  };

  const read = () => {
    const hash = location.hash;
    if (hash.startsWith("#findings?")) {
      reset(new URLSearchParams(hash.slice(10)));
      apply();
      if (asked.obj || asked.rule) for (const rule of rules) if (!rule.hidden) rule.open = true;
      byId("findings").scrollIntoView();
    } else jump();
  };
  // A page opened at one finding shows that row alone, under its why and fix.
  const only = () => {
    const row = location.hash.startsWith("#finding-") && byId(location.hash.slice(1)), rule = row && row.closest(".rule");
    if (!rule || rows.get(rule).length < 9) return;
    for (const other of rows.get(rule)) other.hidden = other !== row;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = "Only the linked finding is shown. Show all " + rows.get(rule).length;
    button.onclick = () => { button.remove(); apply(); };
    rule.lastElementChild.append(button);
    rule.scrollIntoView();
  };

  let wait;
  bar.addEventListener("input", () => { clearTimeout(wait); wait = setTimeout(apply, 120, true); });
  bar.addEventListener("submit", (event) => event.preventDefault());
  bar.addEventListener("click", (event) => {
    const what = event.target.dataset.do;
    if (what === "open" || what === "close") for (const rule of rules) rule.open = what === "open";
    if (what === "reset") { reset(new URLSearchParams()); apply(true); }
  });
  byId("findings").addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") { reset(new URLSearchParams()); apply(true); }
    if (event.target === text || event.target === engine) return;
    if (event.key === "/") { text.focus(); event.preventDefault(); }
    if (event.key === "j" || event.key === "k") {
      const heads = rules.filter((rule) => !rule.hidden).map((rule) => rule.firstElementChild);
      const at = heads.indexOf(document.activeElement.closest(".rule")?.firstElementChild);
      (heads[at + (event.key === "j" ? 1 : -1)] || heads[0])?.focus();
    }
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-f]");
    if (!link || link.tagName !== "A") return;
    event.preventDefault();
    location.hash = "#findings?" + link.dataset.f;
  });
  addEventListener("hashchange", read);
  apply();
  read();
  only();
})();
