// `npm test`: every check of the project, the quick ones first, all of them whatever fails.
// With arguments (`npm test -- libs/kernel`, `npm test -- --project unit`) vitest alone runs, with these arguments.
// The console is built before whatever may use it: the end-to-end specs start the built system.
// Its last line is `N passed, N failed, N skipped`: vitest's numbers, a failed check before it counted as one failure.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checks } from './checks.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const vitestArgs = process.argv.slice(2);
const reports = mkdtempSync(join(tmpdir(), 'mailhaul-test-'));
const failedChecks = [];
const mayUseConsole =
  vitestArgs.length === 0 || vitestArgs.some((one) => /e2e|^(?:\.\/)?tests\/?$/.test(one));

try {
  if (vitestArgs.length === 0) for (const check of checks) runCheck(check);
  if (mayUseConsole) runCheck({ name: 'console', command: ['tools/build-console.mjs'] });
  const result = runVitest();
  if (failedChecks.length > 0) console.log(`Failed before the tests: ${failedChecks.join(', ')}`);
  const failed = result.failed + failedChecks.length;
  console.log(`${result.passed} passed, ${failed} failed, ${result.skipped} skipped`);
  process.exitCode = failed > 0 ? 1 : 0;
} finally {
  rmSync(reports, { recursive: true, force: true });
}

function runCheck({ name, command }) {
  const startedAt = performance.now();
  const { status } = runNode(command);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(`${status === 0 ? '✓' : '✗'} ${name} (${seconds} s)`);
  if (status !== 0) failedChecks.push(name);
}

function runVitest() {
  const report = join(reports, 'vitest.json');
  const { status } = runNode([
    'node_modules/vitest/vitest.mjs',
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...vitestArgs,
  ]);
  const counts = readCounts(report);
  // A run that failed without a failed test (a file that does not load, an unhandled rejection) is a failure as well.
  const failed = status !== 0 && counts.failed === 0 ? 1 : counts.failed;
  return { ...counts, failed };
}

function readCounts(report) {
  let text;
  try {
    text = readFileSync(report, 'utf8');
  } catch (error) {
    console.error(`vitest left no report: ${error.message}`);
    return { passed: 0, failed: 1, skipped: 0 };
  }
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = JSON.parse(text);
  return {
    passed: numPassedTests,
    failed: numFailedTests,
    skipped: numPendingTests + numTodoTests,
  };
}

function runNode(command) {
  return spawnSync(process.execPath, command, { cwd: root, stdio: 'inherit' });
}
