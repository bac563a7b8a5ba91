"use strict";
for (const box of document.querySelectorAll(".filters")) {
  const body = document.querySelector(`#${box.dataset.table} tbody`);
  const rows = [...body.rows];
  const texts = rows.map((row) => row.textContent.toLowerCase());
  const field = (name) => box.querySelector(`[name="${name}"]`);
  const value = (name) => field(name)?.value ?? "";
  const show = () => {
    const words = value("text").toLowerCase().split(/\s+/).filter(Boolean);
    const most = value("most") === "" ? Infinity : Number(value("most"));
    let shown = 0;
    rows.forEach((row, at) => {
      const data = row.dataset;
      row.hidden =
        (value("document") !== "" && data.document !== value("document")) ||
        (value("kind") !== "" && data.kind !== value("kind")) ||
        (field("missing")?.checked && data.missing === undefined) ||
        Number(data.score) > most ||
        !words.every((word) => texts[at].includes(word));
      shown += row.hidden ? 0 : 1;
    });
    box.querySelector("output").value = `${shown} of ${rows.length} segments`;
  };
  const sort = () => {
    const key = value("order");
    rows
      .map((row, at) => [Number(key === "place" ? row.dataset.place : at), row])
      .sort((one, other) => one[0] - other[0])
      .forEach(([, row]) => body.append(row));
  };
  for (const event of ["input", "change"]) box.addEventListener(event, show);
  field("order").addEventListener("change", sort);
  show();
}
