// `npm run lint`: the checks of `npm test` that need no test runner. `npm run lint -- --fix` repairs what can be repaired.
import { spawnSync } from 'node:child_process';
import { checks } from './checks.mjs';

const isFixing = process.argv.includes('--fix');
let failedCount = 0;
for (const { name, command } of checks) {
  const { status } = spawnSync(process.execPath, isFixing ? fixing(command) : command, {
    stdio: 'inherit',
  });
  console.log(`${status === 0 ? '✓' : '✗'} ${name}`);
  if (status !== 0) failedCount += 1;
}
process.exitCode = failedCount > 0 ? 1 : 0;

function fixing(command) {
  if (command[0].includes('prettier'))
    return command.map((word) => (word === '--check' ? '--write' : word));
  if (command[0].includes('eslint')) return [...command, '--fix'];
  return command;
}
