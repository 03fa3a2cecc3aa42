// Draws the letters that come as lines of JSON with pdfmake, and answers with lines of base64.
'use strict';
const path = require('path');
const readline = require('readline');
const pdfmake = require(process.argv[2]);
const folder = process.argv[3];

pdfmake.setFonts({ Letter: { normal: path.join(folder, 'regular.ttf'), bold: path.join(folder, 'bold.ttf') } });
pdfmake.setLocalAccessPolicy(() => true);
pdfmake.setUrlAccessPolicy && pdfmake.setUrlAccessPolicy(() => false);
const mm = 72 / 25.4;

function page(said) {
  const small = { fontSize: 8 };
  return {
    pageSize: 'A4',
    pageMargins: [26 * mm, 16 * mm, 22 * mm, 20 * mm],
    info: { title: said.title },
    defaultStyle: { font: 'Letter', fontSize: 11.25, lineHeight: 1.2 },
    watermark: { text: 'CONTOH', color: '#84183a', opacity: 0.1, angle: -32 },
    footer: (at, of) => ({ text: `Halaman ${at} dari ${of}`, alignment: 'right', margin: [0, 0, 22 * mm, 0], ...small }),
    content: [
      {
        columns: [
          { image: path.join(folder, 'emblem.png'), width: 23 * mm },
          {
            width: '*',
            alignment: 'center',
            text: [said.head.join('\n') + '\n', { text: said.unit + '\n', bold: true }, { text: said.address.join('\n'), ...small }],
          },
        ],
      },
      { canvas: [{ type: 'line', x1: 0, y1: 4, x2: 162 * mm, y2: 4, lineWidth: 2 }] },
      { text: said.title, bold: true, fontSize: 13.5, alignment: 'center', margin: [0, 12, 0, 0] },
      { text: said.number, alignment: 'center', margin: [0, 0, 0, 8] },
      { text: said.opening, alignment: 'justify', leadingIndent: 10 * mm },
      {
        layout: 'noBorders',
        table: { widths: [53 * mm, 4, '*'], body: said.rows.map(([label, value]) => [label, ':', value]) },
        margin: [8 * mm, 0, 0, 0],
      },
      ...said.paragraphs.map((text) => ({ text, alignment: 'justify', leadingIndent: 10 * mm, margin: [0, 0, 0, 4] })),
      {
        margin: [0, 12, 0, 0],
        columns: [
          { width: '*', stack: [{ qr: said.qr, fit: 42 * mm, eccLevel: 'M' }, { text: [...said.check, said.code].join('\n'), ...small }] },
          {
            width: 74 * mm,
            stack: [
              said.dated.join('\n'),
              { table: { widths: [62 * mm], body: [[{ text: said.box.join('\n'), ...small }]] }, margin: [0, 4, 0, 4] },
              said.signer.join('\n'),
            ],
          },
        ],
      },
      { text: said.statement, ...small, margin: [0, 8, 0, 0] },
    ],
  };
}

async function main() {
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const made = await pdfmake.createPdf(page(JSON.parse(line))).getBuffer();
    process.stdout.write(Buffer.from(made).toString('base64') + '\n');
  }
}

main();
