// The console's part in a custom widget: it calls the function, shows its HTML without anything executable, and
// gives `cwdb-action` its meaning. It belongs to the local ops view only; no widget brings a script of its own.
"use strict";

const page = document.documentElement;
const popup = document.getElementById("popup");
const FORBIDDEN = "script, iframe, object, embed, base, meta, link, frame, frameset";

function setTheme(theme) {
  page.dataset.theme = theme;
  localStorage.setItem("theme", theme);
  document.getElementById("theme").textContent = theme === "dark" ? "Light" : "Dark";
}

function formFields(root) {
  const all = {};
  for (const field of root.querySelectorAll("input[name], select[name], textarea[name]")) all[field.name] = field.value;
  return all;
}

async function callFunction(widget, payload, endpoint, root) {
  const box = widget.querySelector(".content");
  const asked = {
    widget: Number(widget.dataset.widget), endpoint, payload, forms: formFields(root), theme: page.dataset.theme,
    width: box.clientWidth, height: box.clientHeight,
  };
  try {
    const headers = { "Content-Type": "application/json" };
    const answer = await fetch("/call", { method: "POST", headers, body: JSON.stringify(asked) });
    return (await answer.json()).html;
  } catch {
    return '<p class="failed">The local cloud does not answer. Is it still running?</p>';
  }
}

function show(root, widget, html) {
  const parsed = new DOMParser().parseFromString(html, "text/html");
  for (const element of parsed.querySelectorAll(FORBIDDEN)) element.remove();
  for (const element of parsed.querySelectorAll("*"))
    for (const { name, value } of [...element.attributes])
      if (name.startsWith("on") || /^\s*javascript:/i.test(value)) element.removeAttribute(name);
  root.replaceChildren(...parsed.head.querySelectorAll("style"), ...parsed.body.childNodes);
  for (const form of root.querySelectorAll("form")) form.addEventListener("submit", (event) => event.preventDefault());
  for (const action of root.querySelectorAll("cwdb-action")) attach(action, root, widget);
  for (const link of root.querySelectorAll('a[href*="/states/home"]')) {
    const arn = decodeURIComponent(link.href.split("/executions/details/")[1] ?? "");
    if (arn) link.href = "/execution?arn=" + encodeURIComponent(arn);
  }
  for (const link of root.querySelectorAll('a[href*="/s3/object/"]')) {
    const key = new URL(link.href).searchParams.get("prefix");
    if (key) link.href = "/report?key=" + encodeURIComponent(key);
  }
}

function attach(action, root, widget) {
  const trigger = action.previousElementSibling;
  const event = action.getAttribute("event") ?? "click";
  trigger?.addEventListener(event, async () => {
    const message = action.getAttribute("confirmation");
    if (message && !(await confirmed(message))) return;
    await run(action, root, widget);
  });
}

async function run(action, root, widget) {
  const place = action.getAttribute("display") === "popup" ? openPopup() : root;
  place.classList.add("waits");
  try {
    const html = action.getAttribute("action") === "call"
      ? await callFunction(widget, JSON.parse(action.textContent.trim() || "{}"), action.getAttribute("endpoint"), root)
      : action.innerHTML;
    show(place, widget, html);
    place.scrollTop = 0;
  } finally {
    place.classList.remove("waits");
  }
}

function openPopup() {
  popup.className = "";
  popup.innerHTML = '<div class="inside"></div><div class="foot"><a class="btn btn-primary">Close</a></div>';
  popup.querySelector(".foot .btn").addEventListener("click", () => popup.close());
  if (!popup.open) popup.showModal();
  return popup.querySelector(".inside");
}

function confirmed(message) {
  return new Promise((resolve) => {
    popup.className = "small";
    popup.innerHTML = '<div class="inside"></div><div class="foot"><a class="btn">Cancel</a><a class="btn btn-primary">Confirm</a></div>';
    popup.querySelector(".inside").textContent = message;
    if (popup.open) popup.close();
    const [no, yes] = popup.querySelectorAll(".foot .btn");
    const close = (answer) => { popup.close(); resolve(answer); };
    no.addEventListener("click", () => close(false));
    yes.addEventListener("click", () => close(true));
    popup.addEventListener("cancel", () => resolve(false), { once: true });
    popup.showModal();
  });
}

async function draw(widget) {
  const root = widget.querySelector(".content");
  root.classList.add("waits");
  show(root, widget, await callFunction(widget, JSON.parse(widget.dataset.params), null, root));
  root.classList.remove("waits");
}

const widgets = [...document.querySelectorAll("[data-widget]")];
setTheme(localStorage.getItem("theme") ?? "light");
widgets.forEach(draw);
document.getElementById("refresh").addEventListener("click", () => widgets.forEach(draw));
document.getElementById("theme").addEventListener("click", () => {
  setTheme(page.dataset.theme === "dark" ? "light" : "dark");
  widgets.forEach(draw);
});
for (const widget of widgets)
  widget.querySelector(".describe").addEventListener("click", async () => {
    const place = openPopup();
    show(place, widget, await callFunction(widget, { describe: true }, null, place));
  });
