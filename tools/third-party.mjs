import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Licences that let us hand their packages on inside ours; `OR` leaves the choice to us. */
const allowed = new Set([
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'ISC',
  'MIT',
  'MIT-0',
]);

/** One text that names each package with its version and licence, and repeats the licence's own words. @throws for one that may not be bundled */
export function thirdPartyText(root, folders) {
  const sections = folders.map((folder) => section(join(root, folder)));
  const unique = [...new Set(sections)];
  return `Mailhaul contains these packages, each under its own licence.\n\n${unique.join('\n')}`;
}

function section(folder) {
  const { name, version, license, author } = JSON.parse(
    readFileSync(join(folder, 'package.json'), 'utf8'),
  );
  const names = String(license).replace(/[()]/g, '').split(' OR ');
  const taken = names.find((each) => allowed.has(each));
  if (taken === undefined) throw new Error(`${name} is under ${license}: it cannot be bundled`);
  const file = readdirSync(folder).find((each) => /^(licen[cs]e|copying)/i.test(each));
  const words =
    file === undefined
      ? `${taken}, by ${typeof author === 'string' ? author : (author?.name ?? 'its authors')} (the package holds no licence text)`
      : readFileSync(join(folder, file), 'utf8').replaceAll('\r', '').trim();
  return `${'='.repeat(80)}\n${name} ${version} (${taken})\n${'='.repeat(80)}\n${words}\n`;
}
