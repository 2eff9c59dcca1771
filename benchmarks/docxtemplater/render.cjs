// Renders a template as docxtemplater's documentation shows it: open, compile and render each time.
// Reads one number of documents per line; answers with the seconds they took.
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
  for (let count = Number(line); count > 0; count--) render();
  process.stdout.write(`${Number(process.hrtime.bigint() - begun) / 1e9}\n`);
});
