// Everything is there without this script. It adds filters, links that show one row, copying and keys.
(() => {
  const page = document, all = (query, from = page) => [...from.querySelectorAll(query)];
  const byId = (id) => page.getElementById(id);
  const make = (tag, words) => {
    const made = page.createElement(tag);
    made.className = "copy";
    made.textContent = words;
    return made;
  };

  // A copy button behind each command; in rows when they are opened. Over http only the old way works, or none.
  const copy = (code) => {
    const made = make("button", "copy");
    made.onclick = async () => {
      let well = true;
      getSelection().selectAllChildren(code);
      try {
        await navigator.clipboard.writeText(code.textContent);
      } catch {
        well = page.execCommand("copy");
      }
      made.textContent = well ? "copied" : "selected";
    };
    code.after(" ", made);
  };
  all("dd > .pf").forEach(copy);
  page.addEventListener("toggle", (event) => all(":scope > .pf:last-child", event.target).forEach(copy), true);

  // The contents list marks the section in view.
  const seen = new IntersectionObserver((found) => {
    for (const one of found)
      if (one.isIntersecting) for (const a of all(".toc a")) a.ariaCurrent = a.hash === "#" + one.target.id || null;
  }, { rootMargin: "0px 0px -85%" });
  for (const one of all("main > section")) seen.observe(one);

  onbeforeprint = () => {
    if (page.body.className) for (const one of all("details")) one.open = true;
  };

  const jump = () => {
    const target = byId(location.hash.slice(1));
    for (let up = target; up; up = up.parentElement) if (up.matches("details")) up.open = true;
    target?.scrollIntoView({ block: target.matches("tr") ? "center" : "start" });
  };
  const bar = byId("filter");
  if (!bar) {
    onhashchange = jump;
    return jump();
  }

  bar.hidden = false;
  const [text, engine, out, shown] = ["input", "select", "output", "p"].map((name) => bar.querySelector(name));
  const boxes = all("[type=checkbox]", bar), rules = all(".rule"), rowsOf = (rule) => rule.querySelector("tbody").rows;
  // What is asked for, by its name in the address; the row that is shown alone in its group, and the way back.
  const names = { sev: "severity", st: "status", eng: "engine", obj: "object", rule: "rule", q: "text" }, now = {};
  const back = make("a", "");
  let alone, wait;

  const apply = (write) => {
    if (write) alone = null;
    if (!alone) back.remove();
    const word = now.q.toLowerCase(), place = engine.selectedIndex - 1;
    let found = 0, total = 0;
    for (const rule of rules) {
      const head = rule.firstElementChild.textContent.toLowerCase(), rows = rowsOf(rule), one = rule.contains(alone);
      const fits = (row) =>
        (!one || row === alone) &&
        (!now.sev || now.sev.includes(row.dataset.v || rule.dataset.v)) &&
        (!now.st || now.st.includes(row.dataset.s || "open")) &&
        (!now.eng || place == (row.dataset.e || 0)) &&
        (!now.obj || row.querySelector("a").hash === "#object-" + now.obj) &&
        (!now.rule || rule.id === "rule-" + now.rule) &&
        (!word || head.includes(word) || row.textContent.toLowerCase().includes(word));
      let kept = 0;
      for (const row of rows) kept += !(row.hidden = !fits(row));
      rule.hidden = !kept;
      rule.querySelector(".cnt").dataset.f = kept < rows.length ? kept + " of " : "";
      found += kept;
      total += rows.length;
    }
    out.textContent = (found < total ? found + " of " : "") + total + " findings";
    const asked = Object.keys(names).filter((name) => now[name]);
    const list = (name) => now[name].replaceAll(",", ", ");
    const object = byId("object-" + now.obj)?.firstElementChild.textContent || now.obj;
    const words = { ...now, sev: list("sev"), st: list("st"), obj: object };
    const told = asked.map((name) => names[name] + " " + words[name]).join("; ");
    shown.textContent = alone ? "Of its rule only the linked finding" : told && "Only " + told;
    const parts = asked.map((name) => name + "=" + encodeURIComponent(now[name]).replaceAll("%2C", ","));
    if (write) history.replaceState(null, "", "#findings" + (parts[0] ? "?" + parts.join("&") : ""));
  };
  const fill = (query, write) => {
    const to = new URLSearchParams(query);
    for (const name in names) now[name] = to.get(name) || "";
    for (const box of boxes) box.checked = !now[box.name] || now[box.name].includes(box.value);
    text.value = now.q;
    engine.value = now.eng;
    clearTimeout(wait);
    apply(write);
  };
  // The page is what its address says. Opened at one finding of many, it shows that row alone, under its why and fix.
  const read = (first) => {
    const asked = location.hash.split("#findings?")[1], target = byId(location.hash.slice(1));
    const rule = first && target?.matches("tr") && target.closest(".rule"), many = rule && rowsOf(rule).length;
    alone = many > 8 ? target : null;
    fill(asked);
    if (asked) {
      if (now.obj || now.rule) for (const rule of rules) rule.open = !rule.hidden;
      byId("findings").scrollIntoView();
    } else jump();
    if (alone) {
      back.href = "#" + rule.id;
      back.textContent = "Only the linked finding is shown. Show all " + many;
      rule.querySelector("dl").after(back);
      rule.scrollIntoView();
    }
  };

  bar.oninput = ({ target: { name, value } }) => {
    const mine = boxes.filter((box) => box.name === name), on = mine.filter((box) => box.checked);
    now[name] = !mine[0] ? value.trim() : on.length < mine.length ? on.map((box) => box.value).join() || "none" : "";
    clearTimeout(wait);
    wait = setTimeout(apply, 120, true);
  };
  bar.onsubmit = () => false;
  bar.onclick = ({ target: { dataset } }) => {
    if (dataset.do === "reset") fill("", true);
    else if (dataset.do) for (const rule of rules) rule.open = dataset.do === "open";
  };
  byId("findings").onkeydown = (event) => {
    const key = event.key, step = (key === "j") - (key === "k");
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (key === "Escape") fill("", true);
    if ([text, engine].includes(event.target)) return;
    if (key === "/") {
      text.focus();
      event.preventDefault();
    }
    if (step) {
      const left = rules.filter((rule) => !rule.hidden), at = left.indexOf(page.activeElement.closest(".rule"));
      (left[at + step] || left[0])?.firstElementChild.focus();
    }
  };
  // Links to a filter are such without this script; a second click on any link goes there again.
  for (const a of all("a[data-f]")) a.hash = "findings?" + a.dataset.f;
  page.onclick = ({ target }) => {
    if (target.closest("a")?.hash === location.hash) read();
  };
  onhashchange = () => read();
  read(true);
})();
