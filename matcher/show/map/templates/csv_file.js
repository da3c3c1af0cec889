// Files that the reader saves: CSV as our own files are, never a formula of a spreadsheet.
const RISKY = /^'*[=+\-@\t\r]/;
const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?%?$/;

function csvCell(value) {
  const text = String(value);
  const inert = RISKY.test(text) && !NUMBER.test(text) ? `'${text}` : text;
  return /[",\r\n]|^\s|\s$/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}

// Rows of cells as Excel opens them: with a byte order mark, lines ended by CRLF.
const csvText = (rows) => `\ufeff${rows.map((row) => `${row.map(csvCell).join(',')}\r\n`).join('')}`;

// Hands a file to the browser's downloads; nothing leaves the machine.
function saveFile(name, text) {
  const address = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }));
  const link = make('a', undefined, { href: address, download: name });
  link.click();
  window.setTimeout(() => URL.revokeObjectURL(address), 10000);
}
