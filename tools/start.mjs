// `npm start`: all five services and the console in one process, on embedded stores. `npm start -- --demo` also starts two
// small mail servers and moves sample mailboxes between them.
import { fileURLToPath } from 'node:url';
import { buildConsole } from './build-console.mjs';

buildConsole();
const main = new URL('../apps/standalone/dist/main.js', import.meta.url);
process.argv = [process.execPath, fileURLToPath(main), ...process.argv.slice(2)];
await import(main.href);
