// `npm start`: the demo. Two small IMAP servers on loopback, three sample mailboxes, one migration.
// `npm start -- --demo` means the same, and keeps that meaning when `npm start` alone starts more.
import { fileURLToPath } from 'node:url';

const rest = process.argv.slice(2).filter((argument) => argument !== '--demo');
const mailhaul = fileURLToPath(new URL('../apps/cli/bin/mailhaul.mjs', import.meta.url));
process.argv = [process.execPath, mailhaul, 'demo', ...rest];
await import(new URL('../apps/cli/bin/mailhaul.mjs', import.meta.url).href);
