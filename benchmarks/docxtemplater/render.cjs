// Renders a template as docxtemplater's documentation shows it: open, compile and render each time.
// Reads one number of documents per line; answers with the seconds they took: by the clock or of
// processor time, whichever is less, so that a busy machine does not count against it.
"use strict";
const fs = require("fs");
const readline = require("readline");
const PizZip = require(process.argv[2] + "/node_modules/pizzip");
const Docxtemplater = require(process.argv[2] + "/node_modules/docxtemplater");

const template = fs.readFileSync(process.argv[3]);
const data = JSON.parse(fs.readFileSync(process.argv[4], "utf8"));

function render() {
  const document = new Docxtemplater(new PizZip(template), { paragraphLoop: true, linebreaks: true });
  document.render(data);
  return document.getZip().generate({ type: "nodebuffer", compression: "DEFLATE" });
}

fs.writeFileSync(process.argv[5], render());
readline.createInterface({ input: process.stdin }).on("line", (line) => {
  const begun = process.hrtime.bigint();
  const before = process.cpuUsage();
  for (let count = Number(line); count > 0; count--) render();
  const used = process.cpuUsage(before);
  const elapsed = Number(process.hrtime.bigint() - begun) / 1e9;
  process.stdout.write(`${Math.min(elapsed, (used.user + used.system) / 1e6)}\n`);
});
