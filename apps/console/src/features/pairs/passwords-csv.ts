type Row = Readonly<Record<'source' | 'target' | 'password', string>>;

/** RFC 4180; no address begins as a formula would, and a password stays as it is. */
export function passwordsCsv(rows: readonly Row[]): string {
  const lines = rows.map(({ source, target, password }) =>
    [plain(source), plain(target), password].map(quoted).join(','),
  );
  return ['source,target,password', ...lines, ''].join('\r\n');
}

const plain = (text: string): string => (/^[=+@-]/.test(text) ? `'${text}` : text);
const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
