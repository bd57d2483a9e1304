import { readFileSync } from 'node:fs';

// Loaded before a service (`node --import`): its wall clock stands as far off as a file says, from one moment to the next, in
// every thread of the process. What measures time, and timers, stay as they are.
const file = process.env['CHAOS_CLOCK_FILE'];
const lookEveryMs = 200;

if (file !== undefined) {
  const wallMs = Date.now.bind(Date);
  let aheadMs = aheadOf(file);
  setInterval(() => {
    aheadMs = aheadOf(file);
  }, lookEveryMs).unref();
  Date.now = () => wallMs() + aheadMs;
}

function aheadOf(path: string): number {
  try {
    return Number(readFileSync(path, 'utf8')) || 0;
  } catch {
    // Nobody has moved it yet.
    return 0;
  }
}
